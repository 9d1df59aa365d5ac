package io.flexike.ike.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names that nobody answers for. */
class NameLookupsTest {
    private static final int EACH = 2;

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final NameLookups lookups = new NameLookups(this::addresses, EACH, Thread::new);

    @AfterEach
    void close() {
        end.countDown();
        lookups.close();
    }

    @Test
    void names_of_strangers_that_nobody_answers_for_leave_threads_for_others() throws IOException {
        for (int i = 0; i < EACH; i++) {
            int number = i;
            assertThatThrownBy(() -> lookups.addresses("slow" + number + ".example", true, 1))
                    .hasMessageContaining("did not answer in time");
        }

        assertThatThrownBy(() -> lookups.addresses("quick.example", true, 10_000))
                .hasMessageContaining("too many names are being looked up");
        assertThat(lookups.addresses("quick.example", false, 10_000)).hasSize(1);
    }

    @Test
    void a_name_has_one_thread_however_often_it_is_given_up() throws InterruptedException {
        for (int i = 0; i < 3 * EACH; i++) {
            assertThatThrownBy(() -> lookups.addresses("slow.example", false, 1))
                    .hasMessageContaining("did not answer in time");
        }
        begun.await();
        assertThat(asked.get("slow.example")).hasValue(1);
    }

    @Test
    void an_answer_is_not_kept() throws IOException {
        lookups.addresses("quick.example", true, 10_000);
        lookups.addresses("quick.example", true, 10_000);

        assertThat(asked.get("quick.example")).hasValue(2);
    }

    private InetAddress[] addresses(String name) throws IOException {
        asked.computeIfAbsent(name, any -> new AtomicInteger()).incrementAndGet();
        begun.countDown();
        if (name.startsWith("slow")) {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return new InetAddress[] {InetAddress.getByAddress(new byte[] {127, 0, 0, 1})};
    }
}
