package dev.shunt.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Types;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private static Column text(String charset) {
        return new Column("k", Family.STRING, Types.VARCHAR, "VARCHAR", 20, false, false, false, false, charset);
    }

    private static Table table(long rowBytes) {
        List<Column> key = List.of(text(""));
        return new Table("t", key, key, List.of(), Set.of("k"), Set.of(), Set.of(), false, true, rowBytes);
    }

    private static int rows(long primaryBytes, long secondaryBytes) {
        Table primary = table(primaryBytes);
        return new Shape(primary, table(secondaryBytes), primary.columns(), primary.columns(), 1, "").rows(200);
    }

    @Test
    void theLongerTheRowsOfATableTheFewerAreInMemoryAtATime() {
        assertEquals(200, rows(0, 0), "the statistics do not say");
        assertEquals(200, rows(400, 300));
        assertEquals(8, rows(1 << 20, 0));
        assertEquals(8, rows(400, 1 << 20), "they are longer on the other side");
        assertEquals(1, rows(1 << 30, 1 << 30));
    }

    @Test
    void aTextIsHeldByACharacterSetThatHasItsLetters() {
        assertTrue(text("latin1").holds("plain ~"));
        assertFalse(text("latin1").holds("ā"));
        assertFalse(text("ascii").holds("é"));
        assertTrue(text("utf8mb3").holds("ā"));
        assertFalse(text("utf8mb3").holds("\uD83D\uDE00"));
        assertTrue(text("utf8mb4").holds("\uD83D\uDE00"));
        assertTrue(text("").holds("\uD83D\uDE00"));
    }
}
