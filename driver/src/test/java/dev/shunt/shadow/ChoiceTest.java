package dev.shunt.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shunt.compare.Difference.Kind;
import dev.shunt.config.Side;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.Read;
import dev.shunt.sql.TableName;
import dev.shunt.sql.Term;
import dev.shunt.sql.Verb;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told where a LIMIT leaves it to each database which rows it shows. */
class ChoiceTest extends ShadowBed {
    private static final Analysis CHOICE =
            Bench.select("SELECT id FROM t WHERE name > 'name1' LIMIT 1", List.of(), true);

    ChoiceTest() throws SQLException {}

    @Test
    void whichRowsALimitTakesIsToldAsAChoiceWhereTheRowsAreTheSame() throws SQLException {
        bench.secondary.run("CREATE INDEX t_name ON t (name)");
        ShadowStats stats = bench.compare(bench.answer(CHOICE, null, Side.SOURCE));
        assertEquals(1, stats.incomparable());
        assertEquals(0, stats.diffs());
        assertEquals(Kind.CHOICE, theDiff().kind());
        assertEquals("2", theDiff().key());
        assertEquals("id=2", theDiff().primaryValue());
        assertEquals("id=10", theDiff().secondaryValue());
        assertEquals(List.of(), bench.healed);
    }

    @Test
    void aRowThatDiffersIsFoundThoughALimitMayTakeAnother() throws SQLException {
        bench.secondary.run("INSERT INTO t (id, name) VALUES (0, 'name5')");
        assertEquals(1, bench.compare(bench.answer(CHOICE, null, Side.SOURCE)).diffs());
        assertEquals(Kind.EXTRA_ROW, theDiff().kind());
        assertEquals("0", theDiff().key());
        bench.diffs.clear();
        bench.secondary.run("DELETE FROM t WHERE id = 0", "UPDATE t SET name = 'a' WHERE id = 2");
        bench.compare(bench.answer(CHOICE, null, Side.SOURCE));
        assertEquals(Kind.VALUE, theDiff().kind());
        assertEquals("name", theDiff().column(), "which is not shown, but asked for");
        assertEquals("2", theDiff().key());
        bench.diffs.clear();
        bench.secondary.run("CREATE INDEX t_name ON t (name)", "DELETE FROM t WHERE id = 2");
        bench.compare(bench.answer(CHOICE, null, Side.SOURCE));
        assertEquals(Kind.MISSING_ROW, theDiff().kind());
        assertEquals("2", theDiff().key());
        assertEquals(3, bench.healed.size());
    }

    @Test
    void aChoiceThatWasARaceIsNotTold() throws SQLException {
        bench.secondary.run("CREATE INDEX t_name ON t (name)");
        bench.secondary.before(number -> bench.secondary.run(number == 2 ? "DROP INDEX t_name" : "SELECT 1"));
        assertEquals(1, bench.compare(bench.answer(CHOICE, null, Side.SOURCE)).settled());
        assertEquals(List.of(), bench.diffs);
    }

    @Test
    void aPrimaryThatChoosesAnotherRowEachTimeDecidesNothing() throws SQLException {
        bench.onBoth("CREATE ALIAS turn FOR \"dev.shunt.shadow.HotRow.turn\"");
        Analysis some = Bench.select("SELECT id FROM turn() LIMIT 1", List.of(), true);
        ShadowStats stats = bench.compare(bench.answer(some, null, Side.SOURCE));
        assertEquals(1, stats.incomparable());
        assertEquals(0, stats.noise());
        assertEquals(List.of(), bench.diffs);
    }

    @Test
    void ofAPageWithoutOrderOneRowByItsKeyIsDecided() throws SQLException {
        bench.secondary.run("DELETE FROM t WHERE id = 1");
        TableName table = new TableName(null, "t");
        Read one = new Read(
                false, false, false, List.of(), true, false, table, Map.of("ID", List.of(new Term.Literal(1L))));
        String sql = "SELECT id FROM t WHERE id = 1 LIMIT 1";
        Analysis byKey = new Analysis(sql, sql, Verb.SELECT, false, List.of(table), null, one, null);
        bench.compare(bench.answer(byKey, null, Side.SOURCE));
        assertEquals(Kind.MISSING_ROW, theDiff().kind());
    }
}
