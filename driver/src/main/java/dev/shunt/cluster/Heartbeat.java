package dev.shunt.cluster;

import dev.shunt.schema.Dialect;
import dev.shunt.session.Trouble;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What one heartbeat does: register where that is still to be done, tell what has changed, and, while a knob is in use,
 * look at the others. One thread beats; the state may be read by any.
 */
final class Heartbeat {
    /** In an instance's details: whether it knows that mirroring has begun. */
    static final String BEGUN = "begun";

    private static final Logger LOG = System.getLogger("dev.shunt");

    /** Heartbeats that pass before what was refused is tried again. */
    private static final int LOOKS = 10;

    private final Self self;
    private final Subject subject;
    private final DataSource primary;
    private final Supplier<Duration> lease;

    private @Nullable Connection connection;
    private @Nullable RegisterStore store;
    private int skip;
    private boolean registered;
    private @Nullable Report last;
    private String lastMirrored = "";
    private final Marks marks;
    private final Verdicts verdicts;
    private final Elsewhere elsewhere;
    private final Set<String> everMirrored = new TreeSet<>();
    private Set<String> inherited = Set.of();
    private boolean demanded;
    private boolean leaving;
    private boolean begun;
    private volatile List<String> unheard = List.of();
    private OldTransactions transactions = new OldTransactions();
    private @Nullable Integer olderOpen;
    private @Nullable Member rival;
    private volatile Set<String> told = Set.of();
    private volatile RegisterState state = RegisterState.NONE;

    Heartbeat(Self self, Subject subject, DataSource primary, Supplier<Duration> lease) {
        this.self = self;
        this.subject = subject;
        this.primary = primary;
        this.marks = new Marks(self, subject);
        this.verdicts = new Verdicts(self, subject, LOOKS);
        this.lease = lease;
        this.elsewhere = new Elsewhere(self, lease);
    }

    RegisterState state() {
        return state;
    }

    long lag(String table) {
        return elsewhere.lag(table);
    }

    /** Returns true if the register knows that these tables are mirrored. */
    boolean told(Set<String> tables) {
        return !told.isEmpty() && told.containsAll(tables);
    }

    void beat(Set<String> mirrored) throws SQLException {
        Report report = report();
        everMirrored.addAll(mirrored);
        everMirrored.addAll(report.mirrored());
        demanded = report.active() || !everMirrored.isEmpty();
        if (skip > 0 && (!demanded || state.problem() != null)) {
            skip--;
            return;
        }
        RegisterStore open = open();
        report = transactions.certain(open, report);
        olderOpen = report.olderOpen();
        if (!registered && !register(open, report)) {
            return;
        }
        if (!everMirrored.isEmpty() && !begun) {
            open.begin();
            begun = true;
        }
        if (olderOpen != null && olderOpen == 0) {
            subject.settled();
        }
        if (!tell(open, report) && !subject.begun() && open.begun()) {
            subject.begins();
            registered = tell(open, report());
        }
        if (demanded && registered) {
            look(open);
        } else if (registered) {
            state = new RegisterState(true, verifiedProblem(open, null, List.of()), state.epoch(), olderOpen, 0);
        }
    }

    private Report report() {
        Report report = subject.report();
        return leaving ? report.leaving() : report;
    }

    private RegisterStore open() throws SQLException {
        RegisterStore open = store;
        if (open == null) {
            Connection fresh = primary.getConnection();
            connection = fresh;
            open = new RegisterStore(fresh, Dialect.of(fresh));
            store = open;
        }
        return open;
    }

    /** Returns false where there is nothing to register in, or another run of this instance may still live. */
    private boolean register(RegisterStore open, Report report) throws SQLException {
        Member known;
        try {
            known = open.member(self.id());
        } catch (SQLException e) {
            if (!ControlTables.absent(e)) {
                throw e;
            }
            if (!demanded) {
                state = RegisterState.NONE;
                return false;
            }
            open.create();
            known = open.member(self.id());
        }
        if (known == null
                ? !open.add(self, report, everMirrored.isEmpty(), TableNames.text(everMirrored))
                : !takeOver(open, known)) {
            return false; // seen again with the next heartbeat
        }
        registered = true;
        last = null;
        marks.forget();
        return true;
    }

    /** A directory and its journal have one holder; only a copied one can have made two of an instance. */
    private boolean takeOver(RegisterStore open, Member before) throws SQLException {
        boolean gone = before.ageMillis() > lease.get().toMillis() || sameDirectory(before);
        if (!gone) {
            boolean beats = rival != null
                    && rival.self().run().equals(before.self().run())
                    && before.ageMillis() < rival.ageMillis();
            rival = before;
            state = new RegisterState(
                    false,
                    beats
                            ? "another instance has the same id, process "
                                    + before.self().pid() + " on host "
                                    + before.self().host() + ": its state.dir was copied to this one; remove the file "
                                    + InstanceId.FILE + " from one of them and restart that instance"
                            : "waiting for the lease of this instance's earlier run to end",
                    state.epoch(),
                    olderOpen,
                    0);
            return false;
        }
        if (!before.clean() && self.durable()) {
            inherited = before.mirrored();
        } else if (!before.clean() && !before.tainted()) {
            open.taintFor(before, Unclean.lost(before));
        }
        return open.takeOver(self, before.self().run());
    }

    private boolean sameDirectory(Member before) {
        return before.self().host().equals(self.host())
                && before.self().stateDir().equals(self.stateDir());
    }

    /** Returns false if the row is not there, or the instance does not know that mirroring has begun. */
    private boolean tell(RegisterStore open, Report report) throws SQLException {
        if (!inherited.isEmpty() && subject.recovered()) {
            inherited = Set.of();
        }
        Set<String> mirrored = new TreeSet<>(everMirrored);
        mirrored.addAll(inherited);
        String tables = TableNames.text(mirrored);
        boolean known = last != null && same(last, report) && tables.equals(lastMirrored);
        boolean there = known ? open.beat(self, subject.begun()) : open.beat(self, report, mirrored.isEmpty(), tables);
        if (!there) {
            registered = false;
            told = Set.of();
            return false;
        }
        last = report;
        lastMirrored = tables;
        told = Set.copyOf(mirrored);
        return known || subject.begun() || !open.begun();
    }

    private static boolean same(Report one, Report other) {
        return Objects.equals(one.olderOpen(), other.olderOpen())
                && one.pending() == other.pending()
                && one.oldestMillis() == other.oldestMillis()
                && one.details().equals(other.details());
    }

    private void look(RegisterStore open) throws SQLException {
        long epoch = open.epoch();
        long asked = System.nanoTime();
        List<Member> members = open.members();
        elsewhere.saw(members, asked);
        for (Member member : members) {
            if (Unclean.lost(member, self, lease.get())) {
                LOG.log(Level.WARNING, Unclean.gone(member));
                open.taintFor(member, Unclean.gone(member));
            }
        }
        unheard = members.stream()
                .filter(this::unheard)
                .map(member -> member.self().id())
                .toList();
        List<FleetTaint> taints = marks.exchange(open);
        subject.reigns(epoch);
        state = new RegisterState(true, verifiedProblem(open, epoch, taints), epoch, olderOpen, members.size());
    }

    /** Returns true of one that lives and may let writes go by, since it has not said that it knows of the mirroring. */
    private boolean unheard(Member member) {
        return !member.self().id().equals(self.id())
                && member.ageMillis() <= lease.get().toMillis()
                && member.mirrored().isEmpty() // else it is about to mirror itself
                && !member.says(BEGUN);
    }

    /** Returns the living instances that have not said yet that they know of the mirroring. */
    List<String> unheard() {
        return unheard;
    }

    /**
     * Exchanges what is known of verified tables, and returns what keeps it from that. An older version has made the
     * register without them.
     *
     * @param epoch null for an instance that looks at nothing
     */
    private @Nullable String verifiedProblem(RegisterStore open, @Nullable Long epoch, List<FleetTaint> taints)
            throws SQLException {
        Verifications verifications = open.verifications();
        try {
            verdicts.unmirrored(verifications);
            if (epoch != null) {
                verdicts.exchange(verifications, epoch, taints);
            }
            return null;
        } catch (SQLException e) {
            if (!ControlTables.absent(e) && !ControlTables.denied(e)) {
                throw e;
            }
            if (epoch == null) {
                return null;
            }
            try {
                open.create();
                return null; // and read with the next heartbeat
            } catch (SQLException refused) {
                return "the register has no table " + ControlTables.VERIFIED
                        + ", so no table counts as verified; let an"
                        + " administrator run what shunt control --print-sql says: " + Trouble.text(refused);
            }
        }
    }

    /**
     * Takes the row away as long as nothing is left to be brought over, or to be told; else it is there, unclean, and says
     * that the instance has left.
     *
     * @return true if it is away
     */
    boolean leave() throws SQLException {
        if (!everMirrored.isEmpty() && !subject.nothingLeft() || !registered && marks.untold()) {
            leaving = true;
            beat(Set.of());
            return false;
        }
        if (registered) {
            RegisterStore open = open();
            marks.exchange(open); // what was marked since the last heartbeat; where that fails the row stays
            open.remove(self);
            verdicts.leaves(open.verifications());
            registered = false;
        }
        return true;
    }

    void failed(Throwable error) {
        close();
        told = Set.of();
        boolean refused = error instanceof SQLException e && (ControlTables.absent(e) || ControlTables.denied(e));
        skip = refused ? LOOKS : 0;
        if (refused) {
            registered = false; // somebody may have dropped the tables
        }
        if (refused && !demanded) {
            state = RegisterState.NONE;
            return;
        }
        String problem = refused
                ? "the login may not use or create the register's tables, so the fleet is not seen and an instance that"
                        + " dies is not noticed; let an administrator run what shunt control --print-sql says: "
                        + Trouble.text(error)
                : "the register cannot be reached: " + Trouble.text(error);
        if (state.problem() == null) {
            LOG.log(Level.WARNING, problem);
        }
        state = new RegisterState(false, problem, state.epoch(), olderOpen, 0);
    }

    void close() {
        transactions = new OldTransactions();
        Connection open = connection;
        connection = null;
        store = null;
        last = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.log(Level.DEBUG, "closing the connection of the register", e);
            }
        }
    }
}
