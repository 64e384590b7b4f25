package dev.shunt.journal;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads what a predecessor has left in its segments: first which intents are done with, then the others, newest first,
 * so that of one that was copied forward the copy counts. One segment is in memory at a time.
 */
final class Recovery {
    /** Oldest first, each with its intents that are not cleared. */
    final List<Segment> segments = new ArrayList<>();

    /** What a process that died in a write left of it: taken off, as it was never acknowledged. */
    int torn;

    /** Segments in which something cannot be read: what they said may be lost. */
    final List<Segment> damaged = new ArrayList<>();

    private final Consumer<Intent> finish;
    private final List<Intent> left = new ArrayList<>();
    private final NumberSet committed = new NumberSet();
    private final NumberSet cleared = new NumberSet();

    private Recovery(Consumer<Intent> finish) {
        this.finish = finish;
    }

    /** Returns the numbers of the segments that are there, oldest first. */
    static long[] numbers(File directory) {
        String[] names = directory.list();
        return Arrays.stream(names == null ? new String[0] : names)
                .mapToLong(Segment::number)
                .filter(number -> number >= 0)
                .sorted()
                .toArray();
    }

    /** @param finish told of each intent found when nothing of it is left to be done */
    static Recovery of(File directory, Consumer<Intent> finish) throws IOException {
        Recovery recovery = new Recovery(finish);
        for (long number : numbers(directory)) {
            recovery.survey(directory, number);
        }
        for (int i = recovery.segments.size() - 1; i >= 0; i--) {
            recovery.collect(recovery.segments.get(i));
        }
        return recovery;
    }

    private void survey(File directory, long number) throws IOException {
        File file = Segment.file(directory, number);
        byte[] content = read(file);
        if (content.length < Segment.HEADER) {
            torn += content.length == 0 ? 0 : 1;
            delete(file); // its process died before it had written anything
            return;
        }
        if (!Segment.begins(content)) {
            Segment segment = Segment.old(directory, number, content.length);
            damaged.add(segment);
            segments.add(segment);
            return;
        }
        boolean[] understood = {true};
        Frames.Found found =
                Frames.read(content, Segment.HEADER, payload -> understood[0] &= understands(() -> survey(payload)));
        Segment segment = Segment.old(directory, number, found.good());
        segments.add(segment);
        if (found.end() == Frames.End.DAMAGED || !understood[0]) {
            damaged.add(segment);
        } else if (found.end() == Frames.End.TORN) {
            torn++;
            try (RandomAccessFile cut = new RandomAccessFile(file, "rw")) {
                cut.setLength(found.good());
            }
        }
    }

    private void survey(Input payload) {
        switch (payload.getByte()) {
            case Records.COMMITTED -> Records.numbers(payload, committed);
            case Records.CLEARED -> Records.numbers(payload, cleared);
            default -> {}
        }
    }

    private void collect(Segment segment) throws IOException {
        byte[] content = read(segment.file);
        boolean[] understood = {true};
        if (Segment.begins(content)) {
            Frames.read(
                    content, Segment.HEADER, payload -> understood[0] &= understands(() -> collect(payload, segment)));
        }
        if (!understood[0] && !damaged.contains(segment)) {
            damaged.add(segment);
        }
    }

    /** Whole records that say nothing are as bad as broken ones. */
    private static boolean understands(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }

    private void collect(Input payload, Segment segment) {
        if (payload.getByte() != Records.INTENT) {
            return;
        }
        int size = payload.left() + Frames.HEADER;
        long number = payload.getCount();
        if (cleared.add(number)) { // one that is seen is not taken again from an older segment
            Intent intent = Records.intent(payload, finish, number);
            intent.known |= committed.contains(number);
            segment.add(intent, size);
            left.add(intent);
        }
    }

    /** Returns the intents that are not cleared, as they were found. */
    List<Intent> left() {
        return left;
    }

    private static byte[] read(File file) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            return in.readAllBytes();
        }
    }

    private static void delete(File file) throws IOException {
        if (!file.delete() && file.exists()) {
            throw new IOException("cannot delete " + file);
        }
    }
}
