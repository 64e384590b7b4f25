package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import java.sql.SQLException;
import java.util.List;

/** Settings that change what a statement answers or does, compared as the application's sessions have them. */
final class Settings implements Check {
    private static final String ANSWERS = "Statements answer otherwise on the target.";

    private record Setting(String name, String why) {}

    private static final List<Setting> MYSQL = List.of(
            new Setting("transaction_isolation", "The application's transactions see other rows after the cutover."),
            new Setting("tx_isolation", "The application's transactions see other rows after the cutover."),
            new Setting("autocommit", "Connections begin in another mode after the cutover."),
            new Setting("auto_increment_increment", "The target gives other numbers after the cutover."),
            new Setting("auto_increment_offset", "The target gives other numbers after the cutover."),
            new Setting("group_concat_max_len", "GROUP_CONCAT is cut at another length."),
            new Setting("div_precision_increment", "Divisions have another number of digits."),
            new Setting("default_week_format", "WEEK() counts otherwise."),
            new Setting("lc_time_names", "DATE_FORMAT() writes names in another language."),
            new Setting("explicit_defaults_for_timestamp", "TIMESTAMP columns of new tables get other defaults."),
            new Setting("sql_auto_is_null", ANSWERS),
            new Setting("sql_select_limit", ANSWERS));

    private static final List<Setting> H2 = List.of(
            new Setting("mode", ANSWERS),
            new Setting("database_to_upper", "Names are kept in another case."),
            new Setting("database_to_lower", "Names are kept in another case."),
            new Setting("case_insensitive_identifiers", "Names are told apart otherwise."),
            new Setting("collation", "Texts compare and sort otherwise."),
            new Setting("default_null_ordering", "NULL sorts otherwise."));

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        if (pair.source().mysql() != pair.target().mysql()) {
            return;
        }
        for (Setting setting : pair.mysql() ? MYSQL : H2) {
            String source = pair.source().variable(setting.name);
            String target = pair.target().variable(setting.name);
            boolean both = pair.mysql() ? !source.isEmpty() && !target.isEmpty() : true;
            if (both && !source.equals(target)) {
                Finding finding = Finding.warning(setting.name, source, target, setting.why);
                boolean everywhere = pair.mysql()
                        && pair.source().global(setting.name).equals(source)
                        && pair.target().global(setting.name).equals(target);
                findings.add(
                        everywhere
                                ? finding.sql(Side.TARGET, "SET GLOBAL " + setting.name + " = " + literal(source))
                                : finding.fix("Give the target's connections the source's value."));
            }
        }
    }

    private static String literal(String value) {
        return value.matches("\\d+") ? value : "'" + value + "'";
    }
}
