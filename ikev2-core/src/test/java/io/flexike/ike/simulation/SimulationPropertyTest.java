package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.Path;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SimulationPropertyTest {
    private static final InetSocketAddress STRANGER = new InetSocketAddress("203.0.113.66", 500);

    @Property(tries = 200)
    void whatever_the_weather_both_ends_agree_in_the_end(
            @ForAll long seed,
            @ForAll @DoubleRange(max = 0.3) double loss,
            @ForAll @DoubleRange(max = 0.5) double duplication,
            @ForAll @DoubleRange(max = 0.5) double reordering,
            @ForAll @IntRange(max = 400) int maxDelayMillis) {
        Pair pair = Pair.of(seed);
        pair.simulation
                .network()
                .conditions(new NetworkConditions(
                        Duration.ZERO, Duration.ofMillis(maxDelayMillis), loss, duplication, reordering));
        pair.initiate()
                .comesUp()
                .agrees()
                .deletedBy(seed % 2 == 0 ? pair.alice : pair.bob)
                .isWithoutInternalError();
    }

    /** The schedule may let any packet arrive next, twice, or never, a limited number of times. */
    @Property(tries = 300)
    void whatever_the_order_of_delivery_both_ends_agree_in_the_end(
            @ForAll long seed, @ForAll @Size(max = 60) List<@IntRange(max = 999) Integer> whims) {
        Pair pair = Pair.of(seed);
        List<Integer> left = new ArrayList<>(whims);
        AtomicInteger delays = new AtomicInteger();
        pair.simulation.schedule((inFlight, timer) -> {
            if (left.isEmpty()) {
                return DeliverySchedule.byTime().next(inFlight, timer);
            }
            int whim = left.remove(left.size() - 1);
            int index = whim / 4 % inFlight.size();
            // More would outlast the responder's half-open timeout, and then nothing can come up.
            boolean patienceLeft = delays.getAndIncrement() < 10;
            return switch (whim % 4 == 1 || patienceLeft ? whim % 4 : 3) {
                case 0 -> DeliverySchedule.Choice.lose(index);
                case 1 -> DeliverySchedule.Choice.deliverCopy(index);
                case 2 ->
                    timer.isPresent() ? DeliverySchedule.Choice.waitForTimer() : DeliverySchedule.Choice.deliver(index);
                default -> DeliverySchedule.Choice.deliver(index);
            };
        });
        pair.initiate()
                .comesUp()
                .agrees()
                .deletedBy(seed % 2 == 0 ? pair.alice : pair.bob)
                .isWithoutInternalError();
    }

    @Property(tries = 500)
    void random_octets_never_get_an_exception_past_the_engine(
            @ForAll @Size(max = 300) byte[] octets,
            @ForAll boolean natTraversal,
            @ForAll @IntRange(max = 3) int state) {
        Pair pair = Pair.of(7);
        if (state > 0) {
            pair.initiate();
            pair.simulation.run(Duration.ofMillis(state * 15L - 10));
        }
        for (SimulatedEndpoint end : List.of(pair.alice, pair.bob)) {
            InetSocketAddress local = new InetSocketAddress(end.address(), natTraversal ? 4500 : 500);
            Path path = new Path(local, STRANGER, natTraversal);
            end.input(new IkeInput.DatagramReceived(path, octets.clone()));
            end.sessions().forEach(sa -> {
                boolean initiator = sa.initiator();
                byte[] addressed = header(octets, sa.localSpi(), sa.remoteSpi(), initiator);
                end.input(new IkeInput.DatagramReceived(path, addressed));
            });
        }
        pair.isWithoutInternalError();
        if (state == 0) {
            pair.initiate();
        }
        pair.comesUp().agrees();
    }

    /**
     * The octets behind a header that belongs to the IKE SA, with an exchange that no engine in any state expects less.
     */
    private static byte[] header(byte[] octets, long localSpi, long remoteSpi, boolean initiator) {
        int seed = octets.length == 0 ? 0 : octets[0] & 0xff;
        ByteBuffer message = ByteBuffer.allocate(28 + octets.length);
        message.putLong(initiator ? localSpi : remoteSpi).putLong(initiator ? remoteSpi : localSpi);
        message.put((byte) (33 + seed % 24)).put((byte) 0x20).put((byte) (35 + seed % 3));
        message.put((byte) ((initiator ? 0 : 8) | (seed & 0x20)))
                .putInt(seed % 3)
                .putInt(28 + octets.length);
        byte[] whole = message.put(octets).array();
        assertThat(whole).hasSizeGreaterThanOrEqualTo(28);
        return whole;
    }
}
