package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import java.sql.SQLException;

/** In which time zones the sessions of an application are, and whether both servers know zones by name. */
final class TimeZones implements Check {
    private static final String[] DAYS = {"2024-01-15 12:00:00", "2024-07-15 12:00:00"};

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        String source = zone(pair.source());
        String target = zone(pair.target());
        if (!offsets(pair.source()).equals(offsets(pair.target()))) {
            Finding finding = Finding.warning(
                    "time_zone",
                    source,
                    target,
                    "NOW(), defaults of the current time, and TIMESTAMP as an application reads it are another time on the target.");
            boolean known = pair.mysql()
                    && !source.startsWith("SYSTEM")
                    && !pair.target()
                            .value("SELECT CONVERT_TZ('2024-01-01 00:00:00', '+00:00', '" + source + "')")
                            .isEmpty();
            findings.add(
                    known
                            ? finding.sql(Side.TARGET, "SET GLOBAL time_zone = '" + source + "'")
                            : finding.fix("Give the target the time zone of the source."));
        }
        if (pair.mysql()
                && !pair.source().value(named()).isEmpty()
                && pair.target().value(named()).isEmpty()) {
            findings.add(Finding.warning(
                            "time zone tables",
                            "loaded",
                            "empty",
                            "CONVERT_TZ and SET time_zone with the name of a zone fail or give NULL on the target.")
                    .fix("Load them there: mysql_tzinfo_to_sql /usr/share/zoneinfo | mysql -u root mysql"));
        }
    }

    private static String named() {
        return "SELECT CONVERT_TZ('2024-01-01 00:00:00', '+00:00', 'Europe/Berlin')";
    }

    private static String zone(Database database) throws SQLException {
        if (!database.mysql()) {
            return database.variable("time zone");
        }
        String zone = database.variable("time_zone");
        return zone.equals("SYSTEM") ? "SYSTEM (" + database.variable("system_time_zone") + ")" : zone;
    }

    /** How far the zone is from UTC in winter and in summer. */
    private static String offsets(Database database) throws SQLException {
        StringBuilder offsets = new StringBuilder();
        for (String day : DAYS) {
            offsets.append(database.value(
                            database.mysql()
                                    ? "SELECT UNIX_TIMESTAMP('" + day + "')"
                                    : "SELECT EXTRACT(EPOCH FROM CAST(TIMESTAMP '" + day
                                            + "' AS TIMESTAMP WITH TIME ZONE))"))
                    .append(' ');
        }
        return offsets.toString();
    }
}
