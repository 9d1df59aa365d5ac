package io.flexike.ike.task;

import io.flexike.ike.session.Path;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The path between the two ends of an IKE SA, and how it may change (RFC 7296 2.23, RFC 4555). An IKE SA and all that
 * come from it by rekeying share it.
 */
public final class Mobility {
    private Path path;
    private Path natTraversalPath;
    private NatFinding nat = NatFinding.NONE;
    private boolean natTraversalSpoken;
    private boolean mobikeSpoken;
    private List<InetAddress> peerAddresses = List.of();
    private @Nullable List<InetAddress> told;
    private @Nullable Target target;
    private boolean checkWaiting;
    private byte @Nullable [] seenAs;
    private Instant lastSent = Instant.MIN;

    /**
     * A path that is to be used as soon as the peer has answered along it.
     *
     * @param nat what NAT detection has shown of it, if that is known already
     */
    public record Target(Path path, Optional<NatFinding> nat) {}

    Mobility(Path path) {
        this.path = path;
        this.natTraversalPath = path;
    }

    /** Along which IKE and all Child SAs travel. */
    public Path path() {
        return path;
    }

    void path(Path chosen) {
        path = chosen;
    }

    /** Everything goes along another path from now on. */
    public void moveTo(Path proven) {
        path = proven;
        natTraversalPath = new Path(
                new InetSocketAddress(
                        proven.local().getAddress(),
                        proven.natTraversal()
                                ? proven.local().getPort()
                                : natTraversalPath.local().getPort()),
                new InetSocketAddress(
                        proven.remote().getAddress(),
                        proven.natTraversal()
                                ? proven.remote().getPort()
                                : natTraversalPath.remote().getPort()),
                natTraversalPath.natTraversal());
    }

    /** Where everything goes when a NAT is in between. */
    Path natTraversalPath() {
        return natTraversalPath;
    }

    void natTraversalPath(Path given) {
        natTraversalPath = given;
    }

    /** What NAT detection has shown of the path. */
    public NatFinding nat() {
        return nat;
    }

    public void nat(NatFinding found) {
        nat = found;
    }

    /** Whether both ends have sent NAT detection payloads in IKE_SA_INIT. */
    public boolean isNatTraversalSpoken() {
        return natTraversalSpoken;
    }

    void natTraversalSpoken() {
        natTraversalSpoken = true;
    }

    /** Whether both ends have said MOBIKE_SUPPORTED. */
    public boolean isMobikeSpoken() {
        return mobikeSpoken;
    }

    void mobikeSpoken() {
        mobikeSpoken = true;
    }

    /** Addresses that the peer has beside the one of the path. */
    public List<InetAddress> peerAddresses() {
        return peerAddresses;
    }

    public void peerAddresses(List<InetAddress> addresses) {
        peerAddresses = List.copyOf(addresses);
    }

    /** What we have told the peer of our other addresses, empty if nothing. */
    public Optional<List<InetAddress>> told() {
        return Optional.ofNullable(told);
    }

    public void told(List<InetAddress> addresses) {
        told = List.copyOf(addresses);
    }

    /** Which path is to be proven. */
    public Optional<Target> target() {
        return Optional.ofNullable(target);
    }

    public void target(@Nullable Target wanted) {
        target = wanted;
    }

    /** Whether a question along the target waits for its turn. */
    public boolean isCheckWaiting() {
        return checkWaiting;
    }

    public void checkWaiting(boolean now) {
        checkWaiting = now;
    }

    /** RFC 4555 3.8: whether the peer sees us where it saw us before, by its NAT_DETECTION_DESTINATION_IP. */
    public boolean isSeenAs(byte[] hash) {
        return Arrays.equals(seenAs, hash);
    }

    public void sees(byte[] hash) {
        seenAs = hash.clone();
    }

    /** When something went to the peer last, as far as is known here. */
    public Instant lastSent() {
        return lastSent;
    }

    public void sent(Instant at) {
        if (at.isAfter(lastSent)) {
            lastSent = at;
        }
    }
}
