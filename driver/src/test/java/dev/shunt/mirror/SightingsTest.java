package dev.shunt.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private final AtomicLong now = new AtomicLong(1_000);
    private final Sightings sightings = new Sightings(now::get);

    private void write(long number) {
        sightings.writing(number);
        now.addAndGet(10);
    }

    @Test
    void aMarkerTellsOfWhatWasBeforeIt() {
        write(7); // at 1000
        write(8); // at 1010
        assertFalse(sightings.since(0));
        assertEquals(20, sightings.late());
        sightings.saw(7);
        assertTrue(sightings.since(999));
        assertFalse(sightings.since(1_000), "what began with it may have committed after it");
        assertEquals(20, sightings.age());
        assertEquals(10, sightings.late());
        sightings.saw(8);
        assertTrue(sightings.since(1_005));
        assertEquals(0, sightings.late());
        assertFalse(sightings.waiting());
    }

    @Test
    void aNumberOfAnEarlierRunTellsNothing() {
        write(7);
        sightings.saw(6);
        assertFalse(sightings.any());
        assertEquals(Long.MAX_VALUE, sightings.age());
    }

    @Test
    void manyUnseenMarkersTakeNoMoreRoomAndStillTellNearlyAsMuch() {
        for (int number = 1; number <= 100_000; number++) {
            write(number);
        }
        assertEquals(1_000_000, sightings.late());
        sightings.saw(90_000);
        assertTrue(sightings.since(1_000 + 600_000), "to within what was thinned out");
        assertFalse(sightings.since(1_000 + 900_000));
        sightings.saw(100_000);
        assertEquals(10, sightings.age());
    }
}
