package dev.shunt.journal;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a process that opens a journal cannot know any more: it taints every table, before anything else is done. */
final class Losses {
    /** The file that says that writes were not mirrored which should have been. */
    static final String MISSED = "missed";

    /** The file that says so of writes that matter only once a migration has begun. */
    static final String PASSED = "passed";

    private static final System.Logger LOG = System.getLogger(Losses.class.getName());

    private Losses() {}

    static void taint(File directory, TaintFile facts, Recovery found, String boot, boolean gone) throws IOException {
        List<String> losses = new ArrayList<>();
        if (gone || facts.damaged()) {
            losses.add("the journal's file of taints was damaged or gone");
        }
        if (facts.facts().unforced() && !Boot.same(facts.facts().boot(), boot)) {
            losses.add("the machine stopped before the journal was on its disk (journal.fsync)");
        }
        if (!found.damaged.isEmpty()) {
            losses.add("a file of the journal was damaged; it is kept as " + SegmentLog.DAMAGED);
        }
        for (String name : List.of(MISSED, PASSED)) {
            Path word = directory.toPath().resolve(name);
            if (Files.exists(word) && (name.equals(MISSED) || facts.facts().begun())) {
                losses.add("writes were not mirrored: " + Files.readString(word, StandardCharsets.UTF_8));
            }
        }
        for (String loss : losses) {
            LOG.log(Level.ERROR, loss + "; every table is tainted, until it is verified");
            facts.taint(new Taint(Taint.EVERY_TABLE, Instant.now(), loss + "; verify every table"));
        }
        facts.repair();
        Files.deleteIfExists(directory.toPath().resolve(MISSED));
        Files.deleteIfExists(directory.toPath().resolve(PASSED));
        if (found.torn > 0) {
            LOG.log(Level.INFO, "the last process died while it wrote to the journal; nobody was told of that write");
        }
    }
}
