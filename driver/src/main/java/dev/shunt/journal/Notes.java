package dev.shunt.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * Ends of intents that are not written yet. Noting one never waits for the disk; taking and writing them is guarded by
 * the log.
 */
final class Notes {
    private List<Intent> committed = new ArrayList<>();
    private List<Intent> cleared = new ArrayList<>();
    private List<Intent> takenCommitted = List.of();
    private List<Intent> takenCleared = List.of();

    synchronized void committed(Intent intent) {
        committed.add(intent);
    }

    synchronized void cleared(Intent intent) {
        cleared.add(intent);
    }

    /** Applies what is noted, and returns it as records; given again until it is {@link #written}. */
    synchronized Output take(int room) {
        List<Intent> ended = new ArrayList<>(takenCleared);
        for (Intent intent : cleared) {
            Segment segment = intent.segment;
            if (segment != null) { // it was recorded at all
                segment.remove(intent);
                ended.add(intent);
            }
        }
        List<Intent> known = new ArrayList<>(takenCommitted);
        for (Intent intent : committed) {
            intent.known = true;
            known.add(intent);
        }
        known.removeIf(intent -> intent.segment == null); // cleared, or never recorded
        committed = new ArrayList<>();
        cleared = new ArrayList<>();
        takenCommitted = known;
        takenCleared = ended;
        Output out = new Output(room + 16 + 4 * (known.size() + ended.size()));
        Records.numbers(out, Records.COMMITTED, known);
        Records.numbers(out, Records.CLEARED, ended);
        return out;
    }

    synchronized void written() {
        takenCommitted = List.of();
        takenCleared = List.of();
    }
}
