package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.selector.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SessionTimersTest {
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final BlockingQueue<Runnable> engineThread = new LinkedBlockingQueue<>();
    private final Session session = TestSessions.ending(Duration.ofMillis(1));
    private final List<String> done = new ArrayList<>();

    @AfterEach
    void stop() {
        timers.shutdownNow();
    }

    @Test
    void a_session_that_is_gone_when_its_time_is_over_is_not_ended_again() throws Exception {
        SessionLifetimes lifetimes = new SessionLifetimes(timers, engineThread::add);
        lifetimes.watch(session, ended -> done.add("ended"));
        Runnable over = engineThread.take();

        lifetimes.forget(session);
        over.run();
        assertThat(done).isEmpty();

        lifetimes.watch(session, ended -> done.add("ended"));
        engineThread.take().run();
        assertThat(done).containsExactly("ended");
    }

    @Test
    void what_follows_soon_is_done_together_later_and_never_after_the_end() throws Exception {
        SessionPace pace = new SessionPace(timers, engineThread::add);
        pace.run(session, () -> done.add("first"));
        pace.run(session, () -> done.add("second"));
        pace.run(session, () -> done.add("third"));
        assertThat(done).containsExactly("first");

        engineThread.take().run();
        assertThat(done).containsExactly("first", "third");

        pace.run(session, () -> done.add("fourth"));
        pace.forget(session);
        engineThread.take().run();
        assertThat(done).containsExactly("first", "third");
        assertThat(engineThread.poll(10, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void what_a_peer_tells_is_cut_before_it_is_kept_and_the_same_again_changes_nothing() {
        NetworkExchange networks = new NetworkExchange(input -> {}, new SessionPace(timers, engineThread::add));
        List<ConfigurationAttribute> many = IntStream.range(0, 1000)
                .mapToObj(
                        i -> ConfigurationAttribute.ofSubnet(IpPrefix.parse("10." + i / 256 + "." + i % 256 + ".0/24")))
                .toList();

        networks.told(session, many, () -> done.add("changed"));
        assertThat(session.told()).hasSize(SessionRoutes.MOST_TOLD);
        assertThat(done).containsExactly("changed");

        networks.told(session, many, () -> done.add("again"));
        assertThat(engineThread).isEmpty();
        assertThat(done).containsExactly("changed");
    }
}
