package dev.shunt.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RangeCountsTest {
    @Test
    void namesWithoutEndTakeNoRoomWithoutEnd() {
        RangeCounts counts = new RangeCounts();
        for (int i = 0; i < 20_000; i++) {
            counts.given("generated" + i);
        }
        assertEquals(1, counts.counts("generated0").given());
        assertEquals(0, counts.counts("generated19999").given());
        counts.given("generated0");
        assertEquals(2, counts.counts("generated0").given());
    }
}
