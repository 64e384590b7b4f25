package dev.shunt.journal;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** What a directory needs so that its new files survive the machine. */
final class Directories {
    private static final System.Logger LOG = System.getLogger(Directories.class.getName());

    private Directories() {}

    /** Brings the names of its files to the disk, where the system can do that with a directory. */
    static void force(File directory) {
        try (FileChannel channel = FileChannel.open(directory.toPath(), StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "forcing " + directory, e);
        }
    }
}
