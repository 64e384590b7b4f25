package dev.shunt.journal;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** A set of intents' numbers, which come densely: a bit each, not an object. Not thread-safe. */
final class NumberSet {
    private static final int BITS = 16;

    private final Map<Long, BitSet> blocks = new HashMap<>();

    /** Returns false if it was there already. */
    boolean add(long number) {
        BitSet block = blocks.computeIfAbsent(number >>> BITS, start -> new BitSet());
        int bit = (int) number & (1 << BITS) - 1;
        boolean fresh = !block.get(bit);
        block.set(bit);
        return fresh;
    }

    boolean contains(long number) {
        BitSet block = blocks.get(number >>> BITS);
        return block != null && block.get((int) number & (1 << BITS) - 1);
    }
}
