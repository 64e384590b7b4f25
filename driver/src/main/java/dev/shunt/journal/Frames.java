package dev.shunt.journal;

import java.util.Arrays;

/**
 * Reads the records of a segment: each a header of length, checksum of the payload, checksum of these two; then the
 * payload. A process that dies in a write leaves less than it began to write, never something else: what is too short is
 * torn, and was never acknowledged; what is as long as it should be, and wrong, is damaged.
 */
final class Frames {
    static final int HEADER = 12;

    /** How a segment ended. */
    enum End {
        WHOLE,
        TORN,
        DAMAGED
    }

    /**
     * What was found.
     *
     * @param good the place behind the last record that could be told
     */
    record Found(int good, End end) {}

    /** Gets the payload of each good record, in order. */
    interface Visitor {
        void visit(Input payload);
    }

    private Frames() {}

    static Found read(byte[] file, int from, Visitor visitor) {
        int at = from;
        End end = End.WHOLE;
        while (at < file.length) {
            int left = file.length - at - HEADER;
            if (left < 0) {
                return new Found(at, worse(end, End.TORN));
            }
            Input header = new Input(file, at, at + HEADER);
            int length = header.getInt();
            int checksum = header.getInt();
            if (header.getInt() != Output.checksum(file, at, 8)) {
                return new Found(at, empty(file, at) ? worse(end, End.TORN) : End.DAMAGED);
            }
            if (length < 0 || length > left) {
                return new Found(at, worse(end, End.TORN));
            }
            int payload = at + HEADER;
            at = payload + length;
            if (checksum != Output.checksum(file, payload, length)) {
                end = End.DAMAGED;
            } else {
                visitor.visit(new Input(file, payload, at));
            }
        }
        return new Found(at, end);
    }

    private static End worse(End known, End now) {
        return known == End.DAMAGED ? known : now;
    }

    /** A machine that stops may leave a file longer than what was written to it. */
    private static boolean empty(byte[] file, int from) {
        byte[] rest = Arrays.copyOfRange(file, from, file.length);
        return Arrays.equals(rest, new byte[rest.length]);
    }
}
