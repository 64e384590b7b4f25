package dev.shunt.jdbc;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that the application has open, as long as it holds them: what nobody holds can commit nothing any more.
 * Thread-safe.
 */
final class Connections {
    private final Set<Reference<Underway>> all = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Underway> dropped = new ReferenceQueue<>();

    Reference<Underway> add(Underway connection) {
        forgetDropped();
        Reference<Underway> reference = new WeakReference<>(connection, dropped);
        all.add(reference);
        return reference;
    }

    void remove(Reference<Underway> connection) {
        all.remove(connection);
    }

    private void forgetDropped() {
        for (Reference<?> gone = dropped.poll(); gone != null; gone = dropped.poll()) {
            all.remove(gone);
        }
    }

    Older olderThan(int generation) {
        int open = 0;
        int uncertain = 0;
        for (Reference<Underway> reference : all) {
            Underway connection = reference.get();
            if (connection != null && connection.olderThan(generation)) {
                if (connection.uncertain()) {
                    uncertain++;
                } else {
                    open++;
                }
            }
        }
        return new Older(open, uncertain);
    }
}
