package dev.shunt.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Bytes of records, as they grow. Not thread-safe. */
final class Output {
    private byte[] bytes;
    private int size;
    private int frame;

    Output(int expected) {
        bytes = new byte[expected];
    }

    /** Begins a record; its header is filled in by {@link #end}. */
    void begin() {
        frame = size;
        room(Frames.HEADER);
        size += Frames.HEADER;
    }

    void end() {
        int from = frame + Frames.HEADER;
        putInt(frame, size - from);
        putInt(frame + 4, checksum(bytes, from, size - from));
        putInt(frame + 8, checksum(bytes, frame, 8));
    }

    static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private void putInt(int at, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[at + i] = (byte) (value >>> (24 - 8 * i));
        }
    }

    void putByte(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void putFixed(long value) {
        room(Long.BYTES);
        putInt(size, (int) (value >>> 32));
        putInt(size + Integer.BYTES, (int) value);
        size += Long.BYTES;
    }

    /** Puts a number that is not negative, in as few bytes as it needs. */
    void putCount(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            putByte((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        putByte((int) rest);
    }

    /** Puts any number, in the fewer bytes the nearer it is to 0. */
    void putNumber(long value) {
        putCount((value << 1) ^ (value >> 63));
    }

    void putBytes(byte[] value) {
        putCount(value.length);
        putRaw(value, value.length);
    }

    void putText(String value) {
        putBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    void putRaw(byte[] value, int length) {
        room(length);
        System.arraycopy(value, 0, bytes, size, length);
        size += length;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }
}
