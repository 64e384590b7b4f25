package dev.shunt.journal;

import dev.shunt.metrics.Permissions;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The taints and the few facts of a journal, in blocks of a file that is written in full when it is made: marking a table
 * needs no space. When the slots are used up, the first one says that every table is tainted. Thread-safe.
 */
final class TaintFile {
    /**
     * What is known of the journal as a whole.
     *
     * @param name unique in the fleet
     * @param opens how many processes have opened it
     * @param begun writes have been mirrored
     * @param unforced intents may have been acknowledged that are not on the disk
     * @param boot the run of the machine in which that was said
     */
    record Facts(String name, long opens, boolean begun, boolean unforced, String boot) {}

    static final String NAME = "taints";
    static final int SLOTS = 1_023;
    static final int BLOCK = 1_024;
    private static final int COPIES = 2;
    private static final int LONGEST = 240;

    private final RandomAccessFile file;
    private final Map<String, Integer> slots = new HashMap<>();
    private final Map<String, Taint> taints = new HashMap<>();
    private volatile Facts facts = new Facts(UUID.randomUUID().toString(), 0, false, false, "");
    private long version;
    private boolean damaged;
    private final List<Integer> unreadable = new ArrayList<>();

    private TaintFile(RandomAccessFile file) {
        this.file = file;
    }

    static TaintFile open(File directory) throws IOException {
        File path = new File(directory, NAME);
        if (!path.exists()) {
            create(path);
        }
        RandomAccessFile file = new RandomAccessFile(path, "rw");
        try {
            TaintFile taints = new TaintFile(file);
            taints.read();
            return taints;
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static void create(File path) throws IOException {
        File fresh = new File(path.getPath() + ".new");
        Files.deleteIfExists(fresh.toPath()); // of a process that died here
        Permissions.create(fresh.toPath());
        try (RandomAccessFile file = new RandomAccessFile(fresh, "rw")) {
            file.write(new byte[(COPIES + SLOTS) * BLOCK]);
            file.getFD().sync();
        }
        Files.move(fresh.toPath(), path.toPath(), StandardCopyOption.ATOMIC_MOVE);
        Directories.force(path.getAbsoluteFile().getParentFile());
    }

    private void read() throws IOException {
        byte[] all = new byte[(COPIES + SLOTS) * BLOCK];
        if (file.length() < all.length) {
            damaged = true;
            file.seek(file.length());
            file.write(new byte[all.length - (int) file.length()]);
        }
        file.seek(0);
        file.readFully(all);
        boolean empty = Arrays.equals(all, new byte[all.length]);
        boolean known = false;
        for (int copy = 0; copy < COPIES; copy++) {
            known |= readFacts(all, copy);
        }
        damaged |= !empty && !known;
        for (int slot = 0; slot < SLOTS; slot++) {
            readTaint(all, slot);
        }
    }

    private boolean readFacts(byte[] all, int copy) {
        Input in = block(all, copy);
        if (in == null) {
            return false;
        }
        long said = in.getCount();
        Facts read = new Facts(in.getText(), in.getCount(), in.getByte() == 1, in.getByte() == 1, in.getText());
        if (said > version) {
            version = said;
            facts = read;
        }
        return true;
    }

    private void readTaint(byte[] all, int slot) {
        Input in = block(all, COPIES + slot);
        if (in != null) {
            Instant since = Instant.ofEpochMilli(in.getNumber());
            Taint taint = new Taint(in.getText(), since, in.getText());
            slots.put(taint.table(), slot);
            taints.put(taint.table(), taint);
        }
    }

    /** Returns what a block says; null where it says nothing. */
    private @Nullable Input block(byte[] all, int index) {
        int from = index * BLOCK;
        Input header = new Input(all, from, from + BLOCK);
        int checksum = header.getInt();
        int length = header.getInt();
        if (checksum == 0 && length == 0) {
            return null;
        }
        if (length < 0 || length > BLOCK - 8 || Output.checksum(all, from + 4, length + 4) != checksum) {
            if (index >= COPIES) { // of the facts there are two, of which one may be half written
                damaged = true;
                unreadable.add(index);
            }
            return null;
        }
        return new Input(all, from + 8, from + 8 + length);
    }

    /** Returns true if a taint may have been lost: then every table is to be tainted. */
    synchronized boolean damaged() {
        return damaged;
    }

    /** Empties what cannot be read, once every table is tainted for it. */
    synchronized void repair() throws IOException {
        for (int index : unreadable) {
            if (!slots.containsValue(index - COPIES)) {
                file.seek((long) index * BLOCK);
                file.write(new byte[BLOCK]);
            }
        }
        unreadable.clear();
        damaged = false;
    }

    synchronized List<Taint> taints() {
        return new ArrayList<>(taints.values());
    }

    Facts facts() {
        return facts;
    }

    /** Replaces the facts and brings them to the disk. */
    synchronized void write(Facts changed) throws IOException {
        Output out = new Output(BLOCK);
        out.putCount(version + 1);
        out.putText(changed.name());
        out.putCount(changed.opens());
        out.putByte(changed.begun() ? 1 : 0);
        out.putByte(changed.unforced() ? 1 : 0);
        out.putText(changed.boot());
        write((int) ((version + 1) % COPIES), out);
        file.getFD().sync();
        version++;
        facts = changed;
    }

    /** Marks a table and brings that to the disk. */
    synchronized void taint(Taint taint) throws IOException {
        if (taints.containsKey(taint.table())) {
            return;
        }
        int slot = freeSlot(taint.table());
        Output out = slot < 0 ? null : payload(taint);
        if (out == null) {
            if (taints.containsKey(Taint.EVERY_TABLE)) {
                return;
            }
            taint(new Taint(Taint.EVERY_TABLE, taint.since(), "no room to name " + taint.table() + ": " + taint.by()));
            return;
        }
        write(COPIES + slot, out);
        file.getFD().sync();
        slots.put(taint.table(), slot);
        taints.put(taint.table(), taint);
    }

    private int freeSlot(String table) {
        if (table.equals(Taint.EVERY_TABLE)) {
            return 0;
        }
        for (int slot = 1; slot < SLOTS; slot++) {
            if (!slots.containsValue(slot)) {
                return slot;
            }
        }
        return -1;
    }

    /** Returns null if even the name is too long. */
    private static @Nullable Output payload(Taint taint) {
        for (int length = LONGEST; length >= 0; length -= LONGEST / 4) {
            String by = taint.by();
            Output out = new Output(BLOCK);
            out.putNumber(taint.since().toEpochMilli());
            out.putText(taint.table());
            out.putText(by.length() > length ? by.substring(0, length) + "…" : by);
            if (out.size() <= BLOCK - 8) {
                return out;
            }
        }
        return null;
    }

    /** Frees a table's slot and brings that to the disk. */
    synchronized void untaint(String table) throws IOException {
        Integer slot = slots.get(table);
        if (slot != null) {
            file.seek((long) (COPIES + slot) * BLOCK);
            file.write(new byte[BLOCK]);
            file.getFD().sync();
            slots.remove(table);
            taints.remove(table);
        }
    }

    private void write(int index, Output payload) throws IOException {
        byte[] block = new byte[BLOCK];
        Output out = new Output(BLOCK);
        out.putFixed(payload.size());
        out.putRaw(payload.bytes(), payload.size());
        System.arraycopy(out.bytes(), 4, block, 4, payload.size() + 4);
        int checksum = Output.checksum(block, 4, payload.size() + 4);
        for (int i = 0; i < 4; i++) {
            block[i] = (byte) (checksum >>> (24 - 8 * i));
        }
        file.seek((long) index * BLOCK);
        file.write(block);
    }

    synchronized void close() throws IOException {
        file.close();
    }
}
