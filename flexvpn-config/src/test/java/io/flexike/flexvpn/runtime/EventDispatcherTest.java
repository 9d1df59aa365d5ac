package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.session.GatewayEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventDispatcherTest {
    private final EventDispatcher dispatcher = new EventDispatcher();

    @Test
    void events_arrive_in_order_and_the_last_one_before_closing_too() {
        List<GatewayEvent> seen = new ArrayList<>();
        dispatcher.add(seen::add);
        List<GatewayEvent> sent = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            GatewayEvent event = new GatewayEvent.ConnectFailed("Tunnel" + i, "no reason");
            sent.add(event);
            dispatcher.publish(event);
        }
        dispatcher.close();

        assertThat(seen).isEqualTo(sent);
        assertThat(dispatcher.lost()).isZero();
    }

    @Test
    void more_events_than_may_wait_are_lost_and_counted_but_nothing_that_was_asked_for() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<Integer> seen = new ArrayList<>();
        dispatcher.offer(() -> {
            blocked.countDown();
            awaitQuietly(release);
        });
        blocked.await();
        for (int i = 0; i < 10_007; i++) {
            int number = i;
            dispatcher.offer(() -> seen.add(number));
        }
        CountDownLatch delivered = new CountDownLatch(1);
        dispatcher.deliver(delivered::countDown);
        release.countDown();
        delivered.await();

        assertThat(dispatcher.lost()).isEqualTo(7);
        assertThat(seen).hasSize(10_000);
        dispatcher.close();
    }

    @Test
    void what_strangers_cause_displaces_no_event_of_a_session() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<GatewayEvent> seen = new ArrayList<>();
        dispatcher.add(seen::add);
        dispatcher.offer(() -> {
            blocked.countDown();
            awaitQuietly(release);
        });
        blocked.await();
        InetSocketAddress stranger = new InetSocketAddress(InetAddress.getLoopbackAddress(), 500);
        for (int i = 0; i < 20_000; i++) {
            dispatcher.publishOfStranger(new GatewayEvent.DatagramRefused(stranger, "nonsense"));
        }
        GatewayEvent own = new GatewayEvent.ConnectFailed("Tunnel0", "no reason");
        dispatcher.publish(own);
        release.countDown();
        dispatcher.close();

        assertThat(seen).hasSize(1_001).endsWith(own);
        assertThat(dispatcher.lost()).isEqualTo(19_000);
    }

    @Test
    void it_can_be_closed_by_a_listener() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        dispatcher.offer(() -> {
            dispatcher.close();
            closed.countDown();
        });
        closed.await();

        assertThat(closed.getCount()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
