package dev.shunt.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.shunt.schema.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One table's rows, step by step. */
class BacklogTest {
    @Test
    void anIntentWhoseRowsBecomeWalksOneByOneIsFinishedWithTheLast() {
        Backlog backlog = new Backlog("t", mostlyDone -> {});
        List<Long> finished = new ArrayList<>();
        Intent two = new Intent(
                intent -> finished.add(intent.number()),
                1,
                1,
                Map.of("t", Set.of(Key.of(1), Key.of(2))),
                Set.of(),
                null);
        two.opened();
        backlog.add(Set.of(Key.of(1), Key.of(2)), two);
        Intent whole = new Intent(intent -> {}, 2, 1, Map.of(), Set.of("t"), null);
        whole.opened();
        backlog.collapse(whole, 0);
        backlog.leave(1);
        Walk walk = backlog.takeWalk(0);
        assertNotNull(walk);
        backlog.leave(1); // the other row, during the walk
        two.returned = true;
        backlog.returned(two);
        backlog.walked(walk, 0);
        assertEquals(List.of(), finished, "its other row may not have been read yet");
        Walk next = backlog.takeWalk(0);
        assertNotNull(next);
        backlog.walked(next, 0);
        assertEquals(List.of(1L), finished);
        assertFalse(backlog.behind());
        assertFalse(backlog.pending());
    }
}
