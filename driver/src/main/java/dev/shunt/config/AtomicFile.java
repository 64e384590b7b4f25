package dev.shunt.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/** Replaces the content of a file such that a reader, and a crash, find either all of the old or all of the new. */
final class AtomicFile {
    private AtomicFile() {}

    /** @param file no symlink: that would be replaced itself */
    static void replace(Path file, String content) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path fresh = Files.createTempFile(directory, "." + file.getFileName(), ".tmp");
        try {
            copyAccess(file, fresh);
            write(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        if (directory != null) {
            forceDirectory(directory);
        }
    }

    private static void copyAccess(Path from, Path to) throws IOException {
        PosixFileAttributeView old = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        PosixFileAttributeView fresh = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (old == null || fresh == null) {
            return;
        }
        PosixFileAttributes access = old.readAttributes();
        // the application must still be able to read what, say, root has edited
        if (!fresh.getOwner().equals(access.owner())) {
            fresh.setOwner(access.owner());
        }
        if (!fresh.readAttributes().group().equals(access.group())) {
            fresh.setGroup(access.group());
        }
        fresh.setPermissions(access.permissions());
    }

    private static void write(Path file, String content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void forceDirectory(Path directory) throws IOException {
        if (Files.getFileAttributeView(directory, PosixFileAttributeView.class) == null) {
            return; // a directory cannot be opened there
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
