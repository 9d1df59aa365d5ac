package io.flexike.ike.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.engine.IkeEngine;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.session.Answer;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.EapOutcome;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.RetransmissionSchedule;
import io.flexike.ike.simulation.Pair;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EngineDriverTest {
    private static final Path PATH =
            new Path(new InetSocketAddress("192.0.2.1", 500), new InetSocketAddress("192.0.2.2", 501), false);
    private static final Path NAT_PATH =
            new Path(new InetSocketAddress("192.0.2.1", 4500), new InetSocketAddress("192.0.2.2", 4501), true);
    private static final DriverSettings SETTINGS =
            DriverSettings.named("test-driver").withPatience(Duration.ofMillis(200));

    private final LinkedBlockingQueue<byte[]> transmitted = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<IkeOutput> outputs = new LinkedBlockingQueue<>();
    private final OutputHandler recorder = OutputHandler.of((path, octets) -> transmitted.add(octets), outputs::add);

    @Test
    void commands_reach_the_engine_and_deadlines_come_by_themselves() throws Exception {
        try (EngineDriver driver = EngineDriver.start(impatientEngine(), recorder, SETTINGS)) {
            assertThat(driver.command(initiate())).isTrue();
            byte[] first = transmitted.poll(10, TimeUnit.SECONDS);
            byte[] second = transmitted.poll(10, TimeUnit.SECONDS);
            assertThat(first).isEqualTo(second);
            await().untilAsserted(() -> assertThat(outputs)
                    .anySatisfy(output -> assertThat(output)
                            .isInstanceOfSatisfying(
                                    IkeOutput.Event.class,
                                    event -> assertThat(event.event())
                                            .isInstanceOfSatisfying(
                                                    IkeEvent.IkeSaClosed.class,
                                                    closed -> assertThat(closed.reason()
                                                                    .kind())
                                                            .isEqualTo(CloseReason.Kind.NO_RESPONSE)))));
            assertThat(driver.counters().deadlines()).isGreaterThanOrEqualTo(2);
            assertThat(driver.counters().commands()).isEqualTo(1);
        }
    }

    @Test
    void too_many_datagrams_are_dropped_and_counted_and_commands_are_not() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch blocking = new CountDownLatch(1);
        OutputHandler slow = OutputHandler.of((path, octets) -> {}, output -> {
            blocking.countDown();
            awaitQuietly(held);
        });
        EngineDriver driver = EngineDriver.start(impatientEngine(), slow, SETTINGS.withDatagramCapacity(10));
        try {
            driver.command(initiate());
            assertThat(blocking.await(10, TimeUnit.SECONDS)).isTrue();
            int taken = 0;
            for (int i = 0; i < 25; i++) {
                taken += driver.received(PATH, new byte[] {1}) ? 1 : 0;
                assertThat(driver.command(new IkeInput.DeleteIkeSa(i))).isTrue();
            }
            assertThat(taken).isEqualTo(10);
            assertThat(driver.counters().datagramsDropped()).isEqualTo(15);
            held.countDown();
            await().untilAsserted(() -> assertThat(driver.counters().commands()).isEqualTo(26));
            await().untilAsserted(
                            () -> assertThat(driver.counters().datagrams()).isEqualTo(10));
        } finally {
            held.countDown();
            driver.close();
        }
    }

    @Test
    void the_keys_in_an_answer_for_a_closed_driver_are_destroyed() {
        EngineDriver driver = EngineDriver.start(impatientEngine(), recorder, SETTINGS);
        driver.close();
        SecretBytes msk = SecretBytes.ofUtf8("a master session key");
        EapOutcome late = new EapOutcome.Succeeded(new byte[0], Optional.of(msk), Optional.empty(), true);
        assertThat(driver.command(new IkeInput.Answered(1, new Answer.EapReply(late))))
                .isFalse();
        assertThat(msk.isDestroyed()).isTrue();
    }

    @Test
    void a_fault_of_the_engine_is_counted_and_the_loop_lives_on() throws Exception {
        boolean[] broken = {true};
        java.security.SecureRandom fragile = new java.security.SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] octets) {
                if (broken[0]) {
                    throw new AssertionError("no entropy ${left}\n");
                }
                super.nextBytes(octets);
            }
        };
        IkeEngine engine = new IkeEngine(EngineSettings.of(CryptoProvider.standard(), fragile, List.of()));
        try (EngineDriver driver = EngineDriver.start(engine, recorder, SETTINGS)) {
            driver.command(initiate());
            await().untilAsserted(() -> assertThat(driver.counters().faults()).isEqualTo(1));
            driver.ask(asked -> broken[0] = false).get(10, TimeUnit.SECONDS);
            driver.command(initiate());
            assertThat(transmitted.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void a_fault_of_the_handler_does_not_keep_the_other_outputs_back() throws Exception {
        OutputHandler throwing = OutputHandler.of((path, octets) -> transmitted.add(octets), output -> {
            throw new IllegalStateException("the data plane is out");
        });
        try (EngineDriver driver = EngineDriver.start(impatientEngine(), throwing, SETTINGS)) {
            driver.command(initiate());
            assertThat(transmitted.poll(10, TimeUnit.SECONDS)).isNotNull();
            assertThat(driver.counters().faults()).isPositive();
        }
    }

    @Test
    void questions_are_answered_and_refused_after_the_end() throws Exception {
        EngineDriver driver = EngineDriver.start(impatientEngine(), recorder, SETTINGS);
        assertThat(driver.snapshots().get(10, TimeUnit.SECONDS)).isEmpty();
        CompletableFuture<String> failing = driver.ask(engine -> {
            throw new IllegalArgumentException("a bad question");
        });
        assertThat(failing).failsWithin(Duration.ofSeconds(10)).withThrowableOfType(ExecutionException.class);
        driver.close();
        assertThat(driver.snapshots()).isCompletedExceptionally();
        assertThat(driver.command(initiate())).isFalse();
        assertThat(driver.received(PATH, new byte[1])).isFalse();
    }

    @Test
    void a_close_does_not_wait_longer_than_its_patience_and_may_be_repeated() {
        EngineDriver driver = EngineDriver.start(impatientEngine(), recorder, SETTINGS);
        driver.command(initiate());
        driver.close();
        driver.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("test-driver"));
    }

    @Test
    void a_handler_may_close_its_driver() {
        EngineDriver[] driver = new EngineDriver[1];
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        driver[0] = EngineDriver.start(
                impatientEngine(),
                OutputHandler.of((path, octets) -> {}, output -> {
                    awaitQuietly(started);
                    driver[0].close();
                    closed.countDown();
                }),
                SETTINGS);
        driver[0].command(initiate());
        started.countDown();
        awaitQuietly(closed);
        await().until(() -> !driver[0].command(initiate()));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static IkeEngine impatientEngine() {
        RetransmissionSchedule two = new RetransmissionSchedule(Duration.ofMillis(30), 1, Duration.ofMillis(30), 2);
        return new IkeEngine(EngineSettings.of(CryptoProvider.standard(), new java.security.SecureRandom(), List.of())
                .with(two));
    }

    private static IkeInput.Initiate initiate() {
        PeerProfile profile = Pair.profile("to-bob", "alice.example", "bob.example", "10.1.0.0/16", "10.2.0.0/16");
        return new IkeInput.Initiate(1, profile, PATH, NAT_PATH);
    }
}
