package dev.shunt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReloadTest {
    private static final String A = "source.url = jdbc:h2:mem:s\ntarget.url = jdbc:h2:mem:a\n";
    private static final String B = "source.url = jdbc:h2:mem:s\ntarget.url = jdbc:h2:mem:b\n";
    private static final String KNOBS = "mirror = async\ngray.percent = 5\ntable.x.gray.percent = 9\n";

    private static Reload reload(String running, String wished) throws ConfigException {
        return Reload.of(ConfigTest.parse(running), ConfigTest.parse(wished));
    }

    private static void refused(String running, String wished) {
        ConfigException e = assertThrows(ConfigException.class, () -> reload(running, wished), wished);
        assertEquals(
                List.of("a change of target.url needs a restart of the application; until then knobs can only be"
                        + " lowered, because they still act on the old databases"),
                e.problems());
    }

    @Test
    void anotherTargetIsKeptAwayFromARunningApplication() throws ConfigException {
        Reload reload = reload(A + KNOBS, B + KNOBS);
        assertEquals("jdbc:h2:mem:a", reload.config().get(Options.TARGET_URL));
        assertEquals("jdbc:h2:mem:a", reload.config().shown().get("target.url"));
        assertEquals(
                "a change of target.url needs a restart of the application; until then the old value stays,"
                        + " everything else is applied",
                reload.problem());
    }

    @Test
    void aKnobThatIsRaisedForAnotherTargetDoesNotActOnTheOldOne() {
        refused(A, B + "mirror = async");
        refused(A + KNOBS, B + KNOBS.replace("= 5", "= 5.01"));
        refused(A + KNOBS, B + KNOBS.replace("= 9", "= 10"));
        refused(A + KNOBS, B + KNOBS + "table.y.shadow.percent = 1");
        refused(A + KNOBS, B + KNOBS + "table.y.gray.percent = 6");
        refused(A + KNOBS, B + KNOBS + "tables = y");
        refused(A + KNOBS + "enabled = false", B + KNOBS);
        refused("table.x.gray.percent = 0\n" + A + "gray.percent = 5", B + "gray.percent = 5");
    }

    @Test
    void loweringAKnobIsAppliedWhateverElseChanges() throws ConfigException {
        assertEquals(0, reload(A + KNOBS, B + "mirror = async").config().grayPercent("x"));
        assertEquals(Mirror.OFF, reload(A + KNOBS, B).config().mirror());
        assertEquals(
                false, reload(A + KNOBS, B + KNOBS + "enabled = false").config().get(Options.ENABLED));
        assertEquals(
                100, reload(A + KNOBS, B + "table.x.gray.percent = 1").config().grayPercent("x"));
    }

    @Test
    void withoutAnotherDatabaseAKnobIsRaisedWhileOtherOptionsWaitForTheRestart() throws ConfigException {
        Reload reload = reload(A, A + KNOBS + "target.password = new\nmirror.workers = 8");
        assertEquals(500, reload.config().grayPercent("y"));
        assertEquals("", reload.config().get(Options.TARGET_PASSWORD));
        assertFalse(reload.config().shown().containsKey("target.password"));
        assertEquals(4, reload.config().get(Options.MIRROR_WORKERS));
    }

    @Test
    void aTargetThatIsTakenOutStaysForWhatIsPending() throws ConfigException {
        Reload reload = reload(A + KNOBS, "source.url = jdbc:h2:mem:s\nmirror = off");
        assertEquals("jdbc:h2:mem:a", reload.config().get(Options.TARGET_URL));
        assertEquals(true, reload.config().hasTarget());
        assertEquals(true, reload.config().atRest());
    }

    @Test
    void aTargetThatIsAddedIsAppliedWithAllThatBelongsToIt() throws ConfigException {
        Reload reload = reload("mirror = off", A + KNOBS + "target.user = u\nmirror.workers = 8");
        assertNull(reload.problem());
        assertEquals("u", reload.config().get(Options.TARGET_USER));
        assertEquals(8, reload.config().get(Options.MIRROR_WORKERS));
    }

    @Test
    void theStateDirectoryNeverMovesUnderARunningApplication() throws ConfigException {
        Reload reload = reload("mirror = off", A + "state.dir = elsewhere");
        assertEquals(Options.STATE_DIR.defaultValue(), reload.config().get(Options.STATE_DIR));
        assertEquals(true, reload.config().hasTarget());
    }

    @Test
    void aDefaultThatIsWrittenOutIsNoChange() throws ConfigException {
        assertNull(
                reload(A, A + "target.pool.max = 10\nstate.dir = shunt-state").problem());
    }
}
