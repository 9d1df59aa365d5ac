package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.message.NonEspMarker;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages are numbered in the order of sending: 1 and 2 IKE_SA_INIT, 3 and 4 IKE_AUTH, 5 and 6 INFORMATIONAL with the
 * deletion of the IKE SA by Bob.
 */
class HostileInputTest {
    private static final InetSocketAddress STRANGER = new InetSocketAddress("203.0.113.66", 4500);
    private static final int MESSAGES = 6;

    /** Before each delivery, everything sent so far is sent again in many spoilt forms from elsewhere, to both ends. */
    @ParameterizedTest
    @MethodSource("algorithms")
    void a_stranger_that_spoils_recorded_messages_disturbs_no_state_of_either_end(Pair.Algorithms algorithms) {
        Pair pair = Pair.of(1, algorithms);
        SeededRandom random = new SeededRandom(2);
        List<byte[]> recorded = new ArrayList<>();
        pair.simulation.network().dropIf(packet -> packet.destination().equals(STRANGER));
        pair.simulation.network().onSent(transit -> {
            if (!transit.packet().destination().equals(STRANGER)) {
                recorded.add(transit.packet().octets());
            }
        });
        pair.simulation.schedule((inFlight, timer) -> {
            for (byte[] message : List.copyOf(recorded)) {
                List<byte[]> mutants = Mutations.ofMessage(message, random);
                mutants.add(message);
                for (byte[] mutant : mutants) {
                    offer(pair.bob, mutant, false);
                    offer(pair.bob, mutant, true);
                    // What comes from elsewhere cannot be told from the peer before IKE_SA_INIT has ended (see below).
                    if (phase(pair.alice) != IkeSaSnapshot.Phase.CONNECTING) {
                        offer(pair.alice, mutant, false);
                    }
                }
            }
            return DeliverySchedule.byTime().next(inFlight, timer);
        });
        pair.initiate().comesUp().agrees().deletedBy(pair.bob).isWithoutInternalError();
        assertThat(recorded).hasSizeGreaterThanOrEqualTo(MESSAGES);
    }

    @Test
    void a_copy_of_ike_auth_that_arrives_first_from_elsewhere_does_not_carry_the_path_off() {
        Pair pair = Pair.of(1);
        pair.simulation.network().onSent(transit -> {
            if (transit.number() == 3) {
                offer(pair.bob, withoutMarker(transit.packet().octets()), true);
            }
        });
        pair.initiate().comesUp();
        assertThat(pair.bob.sessions().get(0).path().remote().getAddress()).isEqualTo(Pair.ALICE);
        pair.deletedBy(pair.bob);
    }

    static Stream<Pair.Algorithms> algorithms() {
        return Stream.of(Pair.Algorithms.DEFAULT, Pair.Algorithms.CBC);
    }

    private static void offer(SimulatedEndpoint end, byte[] octets, boolean natTraversal) {
        InetSocketAddress local = new InetSocketAddress(end.address(), natTraversal ? 4500 : 500);
        end.input(new IkeInput.DatagramReceived(new Path(local, STRANGER, natTraversal), octets.clone()));
    }

    private static IkeSaSnapshot.Phase phase(SimulatedEndpoint end) {
        return end.sessions().isEmpty()
                ? IkeSaSnapshot.Phase.CLOSED
                : end.sessions().get(0).phase();
    }

    /**
     * IKE_SA_INIT is not protected, so a spoilt response may end the attempt; but cleanly, and the next one comes up.
     */
    @Test
    void a_spoilt_response_to_ike_sa_init_ends_at_most_the_attempt() {
        List<byte[]> mutants =
                Mutations.ofMessage(recorded(Pair.Algorithms.DEFAULT).get(1), new SeededRandom(3));
        for (byte[] mutant : Mutations.some(mutants, 400, new SeededRandom(4))) {
            replace(Pair.Algorithms.DEFAULT, 2, (original, keys) -> mutant);
        }
    }

    /** A peer that holds the keys seals whatever it likes. */
    @ParameterizedTest
    @MethodSource("sealedMessages")
    void malformed_content_under_valid_protection_is_refused_cleanly(Pair.Algorithms algorithms, int number) {
        SeededRandom random = new SeededRandom(number);
        Pair reference = Pair.of(1, algorithms);
        byte[] content = contentOf(reference, recorded(reference).get(number - 1));
        List<byte[]> mutants = Mutations.ofContent(content, random);
        for (byte[] mutant : Mutations.some(mutants, 150, random)) {
            replace(algorithms, number, (original, keys) -> new SealedContent(original, keys).with(mutant));
        }
        for (int firstInner = 0; firstInner < 64; firstInner++) {
            int first = firstInner;
            replace(algorithms, number, (original, keys) -> new SealedContent(original, keys).with(content, first, -1));
        }
        for (int padLength : new int[] {0, 1, 15, 16, 17, 100, 255}) {
            replace(algorithms, number, (original, keys) -> {
                SealedContent sealed = new SealedContent(original, keys);
                return sealed.with(content, original[28] & 0xff, padLength);
            });
        }
    }

    static Stream<Arguments> sealedMessages() {
        return Stream.of(3, 4, 5, 6)
                .flatMap(number -> Stream.of(
                        Arguments.of(Pair.Algorithms.DEFAULT, number), Arguments.of(Pair.Algorithms.CBC, number)));
    }

    /** Runs a session whose n-th message is another one, and then an ordinary session between the same two ends. */
    private static void replace(
            Pair.Algorithms algorithms, int number, BiFunction<byte[], IkeKeyLogEntry, byte[]> mutation) {
        Pair pair = Pair.of(1, algorithms);
        NetworkPacket[] target = new NetworkPacket[1];
        Runnable end = pair.simulation.network().dropIf(packet -> {
            boolean hit = pair.simulation.network().packetsSent() == number && target[0] == null;
            if (hit) {
                target[0] = packet;
            }
            return hit;
        });
        pair.initiate();
        runUntilTarget(pair, target);
        if (target[0] == null) {
            pair.bob.sessions().forEach(sa -> pair.bob.input(new IkeInput.DeleteIkeSa(sa.localSpi())));
            runUntilTarget(pair, target);
        }
        assertThat(target[0]).as("message " + number).isNotNull();
        end.run();
        IkeKeyLogEntry keys =
                pair.alice.keyLog().isEmpty() ? null : pair.alice.keyLog().get(0);
        byte[] datagram = target[0].octets();
        boolean marked = NonEspMarker.isPresent(datagram);
        byte[] mutant = mutation.apply(withoutMarker(datagram), keys);
        pair.simulation.network().inject(target[0].withOctets(marked ? NonEspMarker.prepend(mutant) : mutant));
        pair.simulation.run(Duration.ofSeconds(60));
        // The message was acted upon or not, but nobody stumbled; what is left is cleared away, and all works again.
        pair.isWithoutInternalError();
        for (SimulatedEndpoint one : List.of(pair.alice, pair.bob)) {
            one.sessions().forEach(sa -> one.input(new IkeInput.DeleteIkeSa(sa.localSpi())));
        }
        assertThat(pair.simulation.runUntil(pair::isGone, Pair.LONG))
                .as(pair::story)
                .isTrue();
        pair.initiate().comesUp().agrees().isWithoutInternalError();
    }

    private static void runUntilTarget(Pair pair, NetworkPacket[] target) {
        pair.simulation.runUntil(() -> target[0] != null || pair.isUp(), Pair.LONG);
    }

    private static List<byte[]> recorded(Pair.Algorithms algorithms) {
        return recorded(Pair.of(1, algorithms));
    }

    private static List<byte[]> recorded(Pair pair) {
        List<byte[]> recorded = new ArrayList<>();
        pair.simulation
                .network()
                .onSent(transit -> recorded.add(withoutMarker(transit.packet().octets())));
        pair.initiate().comesUp().deletedBy(pair.bob);
        assertThat(recorded).hasSize(MESSAGES);
        return recorded;
    }

    private static byte[] withoutMarker(byte[] datagram) {
        return NonEspMarker.isPresent(datagram) ? NonEspMarker.remove(datagram) : datagram;
    }

    private static byte[] contentOf(Pair reference, byte[] datagram) {
        return new SealedContent(datagram, reference.alice.keyLog().get(0)).content();
    }
}
