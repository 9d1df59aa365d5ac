package io.flexike.ike.simulation;

import io.flexike.ike.session.ChildSaParameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A data plane that carries no packets but remembers which Child SAs were installed and removed, and when. */
public final class SimulatedDataPlane {
    private final String owner;
    private final Map<Integer, ChildSaParameters> installed = new LinkedHashMap<>();
    private final List<Change> history = new ArrayList<>();

    SimulatedDataPlane(String owner) {
        this.owner = owner;
    }

    /** An installation or a removal. */
    public record Change(Instant at, boolean installation, int inboundSpi, int outboundSpi) {}

    /** What is installed now, oldest first. */
    public List<ChildSaParameters> installed() {
        return List.copyOf(installed.values());
    }

    /** What is installed under an inbound SPI. */
    public Optional<ChildSaParameters> byInboundSpi(int inboundSpi) {
        return Optional.ofNullable(installed.get(inboundSpi));
    }

    /** All that happened, oldest first. */
    public List<Change> history() {
        return List.copyOf(history);
    }

    /**
     * Compares with the peer's data plane: each Child SA here must have its mirror there with SPIs, keys, selectors,
     * suite and encapsulation exchanged, and the other way round.
     *
     * @return one sentence for each difference, empty if both agree
     */
    public List<String> differencesTo(SimulatedDataPlane peer) {
        List<String> differences = new ArrayList<>();
        for (ChildSaParameters child : installed.values()) {
            Optional<ChildSaParameters> mirror = peer.byInboundSpi(child.outboundSpi());
            if (mirror.isPresent()) {
                compare(child, mirror.get(), peer, differences);
            } else {
                differences.add(name(child) + " has no counterpart at " + peer.owner);
            }
        }
        for (ChildSaParameters child : peer.installed.values()) {
            if (byInboundSpi(child.outboundSpi()).isEmpty()) {
                differences.add(peer.name(child) + " has no counterpart at " + owner);
            }
        }
        return differences;
    }

    void install(ChildSaParameters child, Instant at) {
        if (installed.putIfAbsent(child.inboundSpi(), child) != null) {
            throw new IllegalStateException(name(child) + " is installed already");
        }
        history.add(new Change(at, true, child.inboundSpi(), child.outboundSpi()));
    }

    void remove(int inboundSpi, int outboundSpi, Instant at) {
        ChildSaParameters removed = installed.remove(inboundSpi);
        if (removed == null || removed.outboundSpi() != outboundSpi) {
            throw new IllegalStateException(owner + " has no Child SA with the SPIs " + hex(inboundSpi)
                    + " inbound and " + hex(outboundSpi) + " outbound");
        }
        history.add(new Change(at, false, inboundSpi, outboundSpi));
    }

    void clear() {
        installed.clear();
    }

    private void compare(
            ChildSaParameters ours, ChildSaParameters theirs, SimulatedDataPlane peer, List<String> differences) {
        String pair = name(ours) + " and " + peer.name(theirs);
        if (theirs.outboundSpi() != ours.inboundSpi()) {
            differences.add(pair + " differ in the other SPI");
        }
        if (!ours.suite().equals(theirs.suite())) {
            differences.add(pair + " differ in the suite: " + ours.suite() + ", " + theirs.suite());
        }
        if (!ours.local().equals(theirs.remote()) || !ours.remote().equals(theirs.local())) {
            differences.add(pair + " differ in selectors: " + ours.local() + " and " + ours.remote() + ", "
                    + theirs.remote() + " and " + theirs.local());
        }
        if (ours.udpEncapsulation() != theirs.udpEncapsulation()) {
            differences.add(pair + " differ in encapsulation");
        }
        ChildSaParameters.Keys mirrored = new ChildSaParameters.Keys(
                theirs.keys().outboundEncryption(),
                theirs.keys().outboundIntegrity(),
                theirs.keys().inboundEncryption(),
                theirs.keys().inboundIntegrity());
        if (!ours.keys().equals(mirrored)) {
            differences.add(pair + " differ in keys");
        }
    }

    private String name(ChildSaParameters child) {
        return owner + "'s Child SA " + hex(child.inboundSpi());
    }

    private static String hex(int spi) {
        return String.format(Locale.ROOT, "%08x", spi);
    }
}
