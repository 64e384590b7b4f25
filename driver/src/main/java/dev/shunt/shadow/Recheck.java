package dev.shunt.shadow;

import dev.shunt.compare.Difference;
import dev.shunt.compare.Outcome;
import dev.shunt.compare.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What looking at a mismatch again has shown.
 *
 * @param differences those to report; empty unless the verdict is {@code DIFF}, or {@code INCOMPARABLE} for a choice
 */
record Recheck(Verdict verdict, List<Difference> differences) {
    static Recheck of(Verdict verdict) {
        return new Recheck(verdict, List.of());
    }

    /**
     * Judges readings made in this order: two of the primary in one snapshot, one of the secondary, one of the primary.
     * A busy primary always differs from itself a moment later, so only the snapshot tells noise, and only what the
     * primary answered before and after the secondary's reading tells a difference.
     */
    static Recheck judge(Check check, List<Reading> snapshot, Reading secondary, Reading after) {
        Reading before = snapshot.get(0);
        Outcome.Verdict itself = check.compare(before, snapshot.get(1)).verdict();
        if (itself != Outcome.Verdict.EQUAL) {
            return of(itself == Outcome.Verdict.DIFFERENT ? Verdict.NOISE : Verdict.INCOMPARABLE);
        }
        Outcome first = check.compare(before, secondary);
        Outcome last = check.compare(after, secondary);
        if (first.equal() || last.equal()) {
            return of(Verdict.SETTLED);
        }
        if (last.differences().isEmpty()) {
            return of(Verdict.INCOMPARABLE);
        }
        return new Recheck(Verdict.DIFF, last.differences()).confirmedBy(identities(first.differences()));
    }

    /** Returns true if the sides only show other rows, where the query leaves to them which. */
    static boolean chose(List<Difference> differences) {
        return !differences.isEmpty()
                && differences.stream().allMatch(difference -> difference.kind() == Difference.Kind.CHOICE);
    }

    /**
     * Keeps the differences that another look saw too, with the same values; undecided if there are none. A secondary
     * that is always a little late behind a busy primary differs at every look, but never twice in the same way.
     */
    Recheck confirmedBy(Set<String> other) {
        if (verdict != Verdict.DIFF) {
            return this;
        }
        List<Difference> stayed = differences.stream()
                .filter(difference -> other.contains(identity(difference)))
                .toList();
        return new Recheck(stayed.isEmpty() ? Verdict.UNSETTLED : Verdict.DIFF, stayed);
    }

    /** Returns what tells differences from others, of a fixed length. */
    static Set<String> identities(List<Difference> differences) {
        return differences.stream().map(Recheck::identity).collect(Collectors.toSet());
    }

    private static String identity(Difference difference) {
        MessageDigest digest = sha256();
        Stream.of(
                        difference.kind(),
                        difference.key(),
                        difference.column(),
                        difference.primaryValue(),
                        difference.secondaryValue())
                .map(Text::of)
                .forEach(text -> {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
                    digest.update(bytes);
                });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
