package dev.shunt.journal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The intents of one table that a walk of it is to settle. Guarded by the journal's lock. */
final class Walks {
    private final String table;
    private final Consumer<Intent> cleared;
    private final List<Intent> intents = new ArrayList<>();
    private boolean walking;
    private int taken;

    /** Those in doubt and the others take turns, so that a refusal of the former holds up nothing. */
    private boolean tookInDoubt = true;

    private int attempts;
    private long nextTry;

    /** @param cleared gets each intent of which one part less is left to be done */
    Walks(String table, Consumer<Intent> cleared) {
        this.table = table;
        this.cleared = cleared;
    }

    void add(Intent intent) {
        List<Intent> untaken = intents.subList(walking ? taken : 0, intents.size());
        Intents.thin(untaken, other -> other.tables.contains(table), cleared);
        intents.add(intent);
    }

    /** Adds one for a row, which stands for no other intent in the store. */
    void addForRow(Intent intent) {
        intents.add(intent);
    }

    @Nullable
    Walk take(long now) {
        List<Intent> open = Intents.open(intents);
        if (walking || open.isEmpty() || nextTry > now) {
            return null;
        }
        boolean inDoubt = open.stream().allMatch(intent -> intent.inDoubt) || !tookInDoubt && Intents.doubted(open);
        List<Intent> taking =
                open.stream().filter(intent -> intent.inDoubt == inDoubt).toList();
        intents.removeIf(intent -> !intent.held && intent.inDoubt == inDoubt);
        intents.addAll(0, taking); // what is thinned out later comes after what is taken
        walking = true;
        tookInDoubt = inDoubt;
        taken = taking.size();
        return new Walk(table, taking, inDoubt);
    }

    void done(Walk walk) {
        intents.subList(0, taken).clear(); // one that came once more stands for another of its rows
        walk.intents().forEach(cleared);
        walking = false;
        attempts = 0;
    }

    void failed(long now) {
        walking = false;
        nextTry = now + Backlog.delay(++attempts);
    }

    /** Returns true if there was something that waited for its next try. */
    boolean retry(long now) {
        boolean waits = !intents.isEmpty() && !walking && nextTry > now;
        nextTry = waits ? now : nextTry;
        return waits;
    }

    boolean isEmpty() {
        return intents.isEmpty();
    }

    boolean contains(Intent intent) {
        return intents.contains(intent);
    }

    /** Returns how many parts of the intent are here. */
    int parts(Intent intent) {
        return Collections.frequency(intents, intent);
    }

    boolean returned() {
        return intents.stream().anyMatch(intent -> intent.returned);
    }

    boolean doubted() {
        return Intents.doubted(intents);
    }

    /** Returns when the table may be walked; Long.MAX_VALUE where it need not be, or is being walked. */
    long next() {
        return walking || Intents.open(intents).isEmpty() ? Long.MAX_VALUE : nextTry;
    }

    /** Returns how often it has been tried in vain; 0 where nothing is to be walked. */
    int attempts() {
        return intents.isEmpty() ? 0 : attempts;
    }

    /** Returns when it is tried again; Long.MAX_VALUE where it has not failed, or is being walked. */
    long nextTry() {
        return attempts() > 0 && !walking ? nextTry : Long.MAX_VALUE;
    }

    Pending pending(@Nullable String error, long now) {
        boolean failing = attempts > 0;
        return new Pending(
                table,
                null,
                0,
                attempts,
                Math.max(0, failing ? nextTry - now : 0),
                failing ? error : null,
                doubted(),
                walking,
                intents.size(),
                intents.get(0).number());
    }
}
