package dev.shunt.admin.demo;

import static dev.shunt.admin.terminal.Quantity.amount;

import dev.shunt.admin.demo.Board.StepFailed;
import dev.shunt.diff.DiffReader;
import dev.shunt.diff.DiffRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The steps that go wrong on purpose: rows changed behind Shunt's back, and a target that dies. */
final class Trouble {
    private final Stage stage;
    private final Set<Planted> found = new HashSet<>();
    private long unplanted;

    Trouble(Stage stage) {
        this.stage = stage;
    }

    String plantAndHeal(Step step) throws Exception {
        step.note("planting " + amount(Planted.ALL.size(), "difference") + " into the target");
        try (Connection target = stage.databases().target()) {
            for (Planted planted : Planted.ALL) {
                planted.plant(target);
            }
        }
        stage.board().await(() -> "all planted differences are found; found: " + found, Stage.LATER, () -> {
            look();
            step.note(found.size() + " of " + Planted.ALL.size() + " found");
            return found.size() == Planted.ALL.size();
        });
        try (Sides sides = new Sides(stage.databases())) {
            for (Planted planted : Planted.ALL) {
                sides.sync(planted.table(), planted.key());
            }
        }
        step.note("healed by row sync; looking again");
        stage.letTrade(2); // what was compared before the healing is still being looked at
        stayHealed();
        if (unplanted > 0) {
            throw new StepFailed(amount(unplanted, "difference") + " that nobody planted");
        }
        return found.size() + " planted, " + found.size() + " found, healed by row sync";
    }

    String killTarget(Step step) throws Exception {
        long served = stage.board().record().operations();
        stage.databases().killTarget();
        step.note("killed; the shop goes on, its writes are pending");
        stage.board().await("the driver leaves the dead target alone", Stage.SOON, () -> !stage.status()
                .text("breaker.state", "closed")
                .equals("closed"));
        stage.letTrade(5);
        served = stage.board().record().operations() - served;
        long pending = stage.status().number("mirror.pending");
        stage.databases().restartTarget();
        step.note("restarted with " + amount(pending, "row") + " pending");
        stage.board()
                .await(
                        () -> "the target is back and caught up; pending: "
                                + stage.status().number("mirror.pending"),
                        Stage.LATER,
                        () -> stage.status().text("breaker.state", "closed").equals("closed")
                                && stage.status().number("mirror.oldest_ms") < 1_000);
        long before = stage.status().number("reads.target");
        stage.board()
                .await(
                        "the target answers reads again",
                        Stage.SOON,
                        () -> stage.status().number("reads.target") > before + 50);
        stage.letTrade(2);
        return amount(served, "operation") + " while dead; " + amount(pending, "row") + " caught up";
    }

    /** Returns how many of the planted differences the diff log shows. */
    int found() {
        return found.size();
    }

    private void stayHealed() throws InterruptedException {
        long diffs = stage.board().refresh().number("shadow.diffs");
        long enough = stage.status().number("shadow.compared") + 150;
        stage.board()
                .await("reads are compared", Stage.LATER, () -> stage.status().number("shadow.compared") >= enough);
        long more = stage.status().number("shadow.diffs") - diffs;
        if (more > 0) {
            throw new StepFailed(amount(more, "difference") + " after the healing");
        }
    }

    private void look() {
        unplanted = 0;
        try {
            for (DiffRecord diff : DiffReader.read(stage.migration().stateDir())) {
                List<Planted> matching = Planted.ALL.stream()
                        .filter(planted -> planted.explains(diff))
                        .toList();
                unplanted += matching.isEmpty() ? 1 : 0;
                for (Planted planted : matching) {
                    if (found.add(planted)) {
                        stage.board().event(Planted.describe(diff));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
