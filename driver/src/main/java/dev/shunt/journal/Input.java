package dev.shunt.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link Output} has put; reading beyond the end throws {@link IndexOutOfBoundsException}. Not thread-safe. */
final class Input {
    private final byte[] bytes;
    private final int end;
    private int at;

    Input(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    int left() {
        return end - at;
    }

    int getByte() {
        if (at >= end) {
            throw new IndexOutOfBoundsException("a record ends too early");
        }
        return bytes[at++] & 0xff;
    }

    int getInt() {
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = value << 8 | getByte();
        }
        return value;
    }

    long getFixed() {
        return (long) getInt() << 32 | getInt() & 0xffffffffL;
    }

    long getCount() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = getByte();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IndexOutOfBoundsException("a number that does not end");
    }

    /** Returns a count of things that follow, each of at least one byte. */
    int getSize() {
        long size = getCount();
        if (size < 0 || size > end - at) {
            throw new IndexOutOfBoundsException("more is announced than is there");
        }
        return (int) size;
    }

    long getNumber() {
        long value = getCount();
        return (value >>> 1) ^ -(value & 1);
    }

    byte[] getBytes() {
        int length = getSize();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    String getText() {
        return new String(getBytes(), StandardCharsets.UTF_8);
    }
}
