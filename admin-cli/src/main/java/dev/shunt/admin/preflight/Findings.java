package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import dev.shunt.session.Trouble;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Runs checks and gathers what they find. Not thread-safe. */
final class Findings {
    private record Told(String check, Finding finding) {}

    private final List<Told> all = new ArrayList<>();
    private String check = "";

    void add(Finding finding) {
        all.add(new Told(check, finding));
    }

    /** Notes that a side cannot be reached, so that no check can be made. */
    void unreachable(Side side, String trouble) {
        check = Checks.REACH;
        add(Finding.of(Severity.BLOCKER, side, "the " + side, trouble, "Nothing can be checked or moved.")
                .fix("Correct " + side + ".url, the login, or the network between."));
    }

    /** Runs a check; one that cannot be made is a finding. */
    void run(String name, Check look, Pair pair) {
        check = name;
        try {
            look.look(pair, this);
        } catch (SQLException | RuntimeException e) {
            add(Finding.warning(
                            "the check " + name,
                            "",
                            "",
                            "It could not be made, so what it would have found is not known: " + Trouble.text(e))
                    .fix("Give the login the right that is missing, and run shunt preflight again."));
        }
    }

    long count(Severity severity) {
        return all.stream().filter(told -> told.finding.severity() == severity).count();
    }

    /** Goes through those of a severity, in the order in which they were found. */
    void each(Severity severity, BiConsumer<String, Finding> to) {
        all.stream()
                .filter(told -> told.finding.severity() == severity)
                .forEach(told -> to.accept(told.check, told.finding));
    }
}
