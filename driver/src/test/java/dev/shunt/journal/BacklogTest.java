package dev.shunt.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.schema.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One table's rows, step by step. */
class BacklogTest {
    private final Backlog backlog = new Backlog("t", mostlyDone -> {}, 0);
    private final List<Long> finished = new ArrayList<>();

    private Intent add(long number, Key... keys) {
        Intent intent =
                new Intent(done -> finished.add(done.number()), number, 1, Map.of("t", Set.of(keys)), Set.of(), null);
        intent.opened();
        backlog.add(Set.of(keys), intent);
        return intent;
    }

    private void returned(Intent intent) {
        intent.returned = true;
        backlog.returned(intent);
    }

    private void collapse() {
        Intent whole = new Intent(done -> {}, 2, 1, Map.of(), Set.of("t"), null);
        whole.opened();
        backlog.collapse(whole, 0);
    }

    @Test
    void anIntentWhoseRowsBecomeWalksOneByOneIsFinishedWithTheLast() {
        Intent two = add(1, Key.of(1), Key.of(2));
        collapse();
        backlog.leave(1);
        Walk walk = backlog.takeWalk(0);
        assertNotNull(walk);
        backlog.leave(1); // the other row, during the walk
        returned(two);
        backlog.walked(walk, 0);
        assertEquals(List.of(), finished, "its other row may not have been read yet");
        assertTrue(backlog.behind());
        Walk next = backlog.takeWalk(0);
        assertNotNull(next);
        backlog.walked(next, 0);
        assertEquals(List.of(1L), finished);
        assertFalse(backlog.behind());
        assertFalse(backlog.pending());
    }

    @Test
    void anIntentWhoseRowsAreAllInOneWalkIsFinishedWithIt() {
        returned(add(1, Key.of(1), Key.of(2)));
        Intent waits = add(3, Key.of(1), Key.of(2));
        collapse();
        backlog.leave(2);
        Walk walk = backlog.takeWalk(0);
        assertNotNull(walk);
        returned(waits);
        backlog.walked(walk, 0);
        assertEquals(List.of(1L, 3L), finished);
        assertFalse(backlog.behind() || backlog.pending());
    }

    @Test
    void whatReturnsWhileItsRowIsLetGoIsBehindUntilThatIsDone() {
        Intent row = add(1, Key.of(1));
        collapse();
        assertEquals(Set.of(Key.of(1)), backlog.left(row));
        returned(row);
        backlog.leave(1);
        assertTrue(backlog.behind());
        Walk walk = backlog.takeWalk(0);
        assertNotNull(walk);
        backlog.walked(walk, 0);
        assertFalse(backlog.behind());
        returned(add(3, Key.of(1)));
        assertTrue(backlog.behind());
    }
}
