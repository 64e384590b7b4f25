package dev.shunt.admin.preflight;

import java.sql.SQLException;

/** Whether the target's columns hold every value of the source's. */
final class Types implements Check {
    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        for (Pair.Columns columns : pair.columns()) {
            ColumnFacts source = columns.source();
            ColumnFacts target = columns.target();
            TypeFit fit = TypeFit.of(source, pair.source().dialect, target, pair.target().dialect);
            switch (fit.level()) {
                case SAME -> {}
                case WIDER ->
                    findings.add(Finding.note(columns.name(), source.type(), target.type(), sentence(fit.why())));
                case OTHER ->
                    findings.add(pair.redefined(
                            Finding.warning(columns.name(), source.type(), target.type(), sentence(fit.why())),
                            columns));
                case LOSES ->
                    findings.add(pair.redefined(
                            Finding.blocker(
                                    columns.name(),
                                    source.type(),
                                    target.type(),
                                    "Values get lost or are refused: " + fit.why() + "."),
                            columns));
            }
        }
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }
}
