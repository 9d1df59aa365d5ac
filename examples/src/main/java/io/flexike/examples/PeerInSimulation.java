package io.flexike.examples;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.DefaultProposals;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PreSharedKeys;
import io.flexike.ike.simulation.NetworkConditions;
import io.flexike.ike.simulation.SimulatedEndpoint;
import io.flexike.ike.simulation.Simulation;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A test peer: two engines in a simulated network that loses every fifth packet, with a virtual clock. Nothing waits in
 * real time and the same seed always gives the same run, so this is how a test of one's own can look.
 */
public final class PeerInSimulation {
    private static final InetAddress BRANCH = IpPrefix.parseAddress("192.0.2.2");
    private static final InetAddress HQ = IpPrefix.parseAddress("192.0.2.1");

    private PeerInSimulation() {}

    /**
     * Connects two peers and prints what they said to each other.
     *
     * @param arguments a seed, or nothing
     */
    public static void main(String[] arguments) {
        Simulation simulation = new Simulation(arguments.length == 0 ? 42 : Long.parseLong(arguments[0]));
        simulation
                .network()
                .conditions(NetworkConditions.PERFECT
                        .withDelay(Duration.ofMillis(10), Duration.ofMillis(30))
                        .withLoss(0.2));
        SimulatedEndpoint branch = simulation.endpoint(
                "branch", settings(simulation, "branch", profile("branch.example", "hq.example")), BRANCH);
        SimulatedEndpoint hq =
                simulation.endpoint("hq", settings(simulation, "hq", profile("hq.example", "branch.example")), HQ);

        branch.initiate(profile("branch.example", "hq.example"), HQ);
        boolean up = simulation.runUntil(
                () -> branch.dataPlane().installed().size() == 1
                        && hq.dataPlane().installed().size() == 1,
                Duration.ofMinutes(2));

        System.out.println(simulation.ladder(branch, hq).render());
        System.out.println(
                up
                        ? "Both ends have installed their Child SA; differences: "
                                + branch.dataPlane().differencesTo(hq.dataPlane())
                        : "They did not come together: " + branch.events());
    }

    private static EngineSettings settings(Simulation simulation, String name, PeerProfile profile) {
        return EngineSettings.of(CryptoProvider.standard(), simulation.random(name), List.of(profile))
                .withTracing(true, false);
    }

    private static PeerProfile profile(String self, String peer) {
        AuthenticationMethod psk =
                new AuthenticationMethod.PreSharedKey(PreSharedKeys.same(SecretBytes.ofUtf8("only an example")));
        return new PeerProfile(
                "to-" + peer,
                Identity.fqdn(self),
                Identity.fqdn(peer),
                Optional.of(Identity.fqdn(peer)),
                psk,
                psk,
                DefaultProposals.classical(),
                DefaultProposals.esp(),
                List.of(AddressSelector.any4()),
                List.of(AddressSelector.any4()),
                List.of(),
                IkeSaPolicy.DEFAULT,
                ChildSaPolicy.DEFAULT);
    }
}
