package dev.shunt.admin.demo;

import dev.shunt.admin.demo.Step.Latency;
import dev.shunt.admin.demo.Step.State;
import dev.shunt.metrics.Timing;
import java.util.List;

/** Goes through the steps one after the other and notes how each ended. */
final class Walk {
    private final Board board;

    Walk(Board board) {
        this.board = board;
    }

    /** Returns true if every step did what it should; the first that fails ends the walk. */
    boolean run(List<Step> steps) throws InterruptedException {
        for (Step step : steps) {
            if (!run(step)) {
                return false;
            }
        }
        return true;
    }

    private boolean run(Step step) throws InterruptedException {
        step.state(State.RUNNING);
        board.record().turnOver();
        try {
            step.note(step.work().run(step));
            step.state(State.DONE);
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            step.note(reason(e));
            step.state(State.FAILED);
            return false;
        } finally {
            Timing felt = board.record().turnOver();
            step.latency(new Latency(felt.samples(), felt.percentile(50), felt.percentile(99)));
        }
    }

    private static String reason(Exception e) {
        if (e instanceof Board.StepFailed) {
            return String.valueOf(e.getMessage());
        }
        Throwable cause = e.getCause();
        return cause == null ? e.toString() : e + " (" + cause + ")";
    }
}
