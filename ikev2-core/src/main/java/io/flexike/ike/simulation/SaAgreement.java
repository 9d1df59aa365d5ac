package io.flexike.ike.simulation;

import static io.flexike.ike.simulation.SimulatedDataPlane.hex;

import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.IkeSaSnapshot;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether endpoints that have come to rest agree: their IKE SAs are the same ones, with the same Child SAs in them, and
 * each data plane has installed exactly what its engine knows.
 */
public final class SaAgreement {
    private final List<String> differences = new ArrayList<>();

    private SaAgreement() {}

    /**
     * Compares all of them, each with itself and with every other.
     *
     * @return one sentence for each difference, empty if all agree
     */
    public static List<String> differences(List<SimulatedEndpoint> endpoints) {
        SaAgreement agreement = new SaAgreement();
        endpoints.forEach(agreement::checkAlone);
        Map<SimulatedEndpoint, Map<Long, IkeSaSnapshot>> sessions = new LinkedHashMap<>();
        for (SimulatedEndpoint endpoint : endpoints) {
            Map<Long, IkeSaSnapshot> bySpi = new LinkedHashMap<>();
            endpoint.sessions().forEach(sa -> bySpi.put(sa.localSpi(), sa));
            sessions.put(endpoint, bySpi);
        }
        sessions.forEach((one, ofOne) -> sessions.forEach((other, ofOther) -> {
            if (one != other) {
                agreement.compare(one, List.copyOf(ofOne.values()), other, ofOther);
            }
        }));
        return agreement.differences;
    }

    /** As {@link #differences(List)}. */
    public static List<String> differences(SimulatedEndpoint one, SimulatedEndpoint other) {
        return differences(List.of(one, other));
    }

    /**
     * Compares an endpoint's engine with its own data plane, which agree at any time: whatever is installed some IKE SA
     * knows, and the other way round.
     *
     * @return one sentence for each difference, empty if both agree
     */
    public static List<String> inconsistencies(SimulatedEndpoint endpoint) {
        SaAgreement agreement = new SaAgreement();
        agreement.checkConsistency(endpoint);
        return agreement.differences;
    }

    private void checkAlone(SimulatedEndpoint endpoint) {
        checkConsistency(endpoint);
        endpoint.sessions().stream()
                .filter(sa -> sa.phase() != IkeSaSnapshot.Phase.ESTABLISHED)
                .forEach(sa -> differences.add(name(endpoint, sa) + " is " + sa.phase()));
        List<ChildSaParameters> all = endpoint.dataPlane().installed();
        all.stream()
                .filter(child -> all.stream()
                        .noneMatch(other ->
                                endpoint.dataPlane().isSending(other.inboundSpi()) && carriesTheSame(other, child)))
                .forEach(child ->
                        differences.add(endpoint.name() + "'s Child SA " + hex(child.inboundSpi()) + " receives only"));
    }

    private static boolean carriesTheSame(ChildSaParameters one, ChildSaParameters other) {
        return one.local().equals(other.local()) && one.remote().equals(other.remote());
    }

    private void checkConsistency(SimulatedEndpoint endpoint) {
        Set<Integer> known = new HashSet<>();
        for (IkeSaSnapshot sa : endpoint.sessions()) {
            for (ChildSaSnapshot child : sa.children()) {
                if (!known.add(child.inboundSpi())) {
                    differences.add(endpoint.name() + " has the SPI " + hex(child.inboundSpi()) + " twice");
                }
                checkInstalled(endpoint, sa, child);
            }
        }
        for (ChildSaParameters installed : endpoint.dataPlane().installed()) {
            if (!known.contains(installed.inboundSpi())) {
                differences.add(endpoint.name() + "'s Child SA " + hex(installed.inboundSpi())
                        + " is installed, but no IKE SA knows it");
            }
        }
    }

    private void checkInstalled(SimulatedEndpoint endpoint, IkeSaSnapshot sa, ChildSaSnapshot child) {
        String name = endpoint.name() + "'s Child SA " + hex(child.inboundSpi());
        Optional<InstalledChildSa> found = endpoint.dataPlane().find(child.inboundSpi());
        if (found.isEmpty()) {
            differences.add(name + " is not installed");
            return;
        }
        ChildSaParameters installed = found.get().parameters();
        if (found.get().owner() != sa.localSpi()) {
            differences.add(name + " belongs to another IKE SA than the data plane was told");
        }
        if (installed.outboundSpi() != child.outboundSpi()
                || !installed.suite().equals(child.suite())
                || !installed.local().equals(child.local())
                || !installed.remote().equals(child.remote())
                || installed.mode() != child.mode()
                || found.get().udpEncapsulation() != child.udpEncapsulation()) {
            differences.add(name + " is installed as " + installed + ", not as " + child);
        }
    }

    private void compare(
            SimulatedEndpoint one,
            List<IkeSaSnapshot> ofOne,
            SimulatedEndpoint other,
            Map<Long, IkeSaSnapshot> ofOther) {
        Set<InetAddress> addresses = other.seenAs();
        for (IkeSaSnapshot sa : ofOne) {
            if (!addresses.contains(sa.path().remote().getAddress())) {
                continue;
            }
            IkeSaSnapshot mirror = ofOther.get(sa.remoteSpi());
            if (mirror != null) {
                compare(one, sa, other, mirror);
            } else {
                differences.add(name(one, sa) + " has no counterpart at " + other.name());
            }
        }
    }

    private void compare(SimulatedEndpoint one, IkeSaSnapshot ours, SimulatedEndpoint other, IkeSaSnapshot theirs) {
        String pair = name(one, ours) + " and " + name(other, theirs);
        if (theirs.remoteSpi() != ours.localSpi()) {
            differences.add(pair + " differ in the other SPI");
        }
        if (ours.initiator() == theirs.initiator()) {
            differences.add(pair + " have the same role");
        }
        if (!ours.suite().equals(theirs.suite())) {
            differences.add(pair + " differ in the suite: " + ours.suite() + ", " + theirs.suite());
        }
        Optional<IkeKeyLogEntry> ourKeys = keys(one, ours);
        Optional<IkeKeyLogEntry> theirKeys = keys(other, theirs);
        if (ourKeys.isPresent() && theirKeys.isPresent() && !ourKeys.equals(theirKeys)) {
            differences.add(pair + " differ in keys");
        }
        for (ChildSaSnapshot child : ours.children()) {
            boolean known =
                    theirs.children().stream().anyMatch(candidate -> candidate.inboundSpi() == child.outboundSpi());
            Optional<InstalledChildSa> ourEnd = one.dataPlane().find(child.inboundSpi());
            Optional<InstalledChildSa> theirEnd = other.dataPlane().find(child.outboundSpi());
            String ends = one.name() + "'s Child SA " + hex(child.inboundSpi()) + " and " + other.name()
                    + "'s Child SA " + hex(child.outboundSpi());
            if (!known) {
                differences.add(ends + " do not belong to the same IKE SA");
            } else if (ourEnd.isPresent() && theirEnd.isPresent()) {
                MirrorImage.compare(ourEnd.get(), theirEnd.get(), ends, differences);
            }
        }
    }

    private static Optional<IkeKeyLogEntry> keys(SimulatedEndpoint endpoint, IkeSaSnapshot sa) {
        long initiator = sa.initiator() ? sa.localSpi() : sa.remoteSpi();
        long responder = sa.initiator() ? sa.remoteSpi() : sa.localSpi();
        return endpoint.keyLog().stream()
                .filter(entry -> entry.initiatorSpi() == initiator && entry.responderSpi() == responder)
                .findFirst();
    }

    private static String name(SimulatedEndpoint endpoint, IkeSaSnapshot sa) {
        return endpoint.name() + "'s IKE SA " + Long.toHexString(sa.localSpi());
    }
}
