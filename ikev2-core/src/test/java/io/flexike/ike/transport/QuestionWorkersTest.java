package io.flexike.ike.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.session.Answer;
import io.flexike.ike.session.EapConversation;
import io.flexike.ike.session.EapMessage;
import io.flexike.ike.session.EapOutcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class QuestionWorkersTest {
    private static final int THREADS = 4;
    private static final EapOutcome REPLY = new EapOutcome.Continue(new byte[] {1});

    private final LinkedBlockingQueue<IkeInput> answers = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Long> begun = new LinkedBlockingQueue<>();
    private final CountDownLatch released = new CountDownLatch(1);

    @Test
    void nothing_is_done_any_more_for_a_question_that_was_withdrawn() throws InterruptedException {
        try (QuestionWorkers workers = new QuestionWorkers("test-questions")) {
            for (long busy = 1; busy <= THREADS; busy++) {
                workers.ask(question(busy), answers::add);
            }
            for (int i = 0; i < THREADS; i++) {
                assertThat(begun.poll(10, TimeUnit.SECONDS)).isLessThanOrEqualTo(THREADS);
            }
            workers.ask(question(5), answers::add);
            workers.ask(question(6), answers::add);
            workers.withdraw(5);
            workers.withdraw(5);
            workers.withdraw(77);
            released.countDown();
            assertThat(begun.poll(10, TimeUnit.SECONDS)).isEqualTo(6);
            for (int i = 0; i <= THREADS; i++) {
                assertThat(answers.poll(10, TimeUnit.SECONDS))
                        .isInstanceOfSatisfying(
                                IkeInput.Answered.class,
                                answered -> assertThat(answered.questionId()).isNotEqualTo(5));
            }
        }
        assertThat(begun).isEmpty();
    }

    @Test
    void questions_that_were_withdrawn_leave_their_places_to_others() throws InterruptedException {
        int places = 4096;
        try (QuestionWorkers workers = new QuestionWorkers("test-questions")) {
            for (long id = 1; id <= THREADS + places; id++) {
                workers.ask(question(id), answers::add);
            }
            for (long id = THREADS + 1; id <= THREADS + places; id++) {
                workers.withdraw(id);
            }
            assertThat(answers).isEmpty();
            workers.ask(question(9999), answers::add);
            assertThat(answers).as("too much waits").isEmpty();
            released.countDown();
            for (int i = 0; i <= THREADS; i++) {
                assertThat(begun.poll(10, TimeUnit.SECONDS))
                        .satisfiesAnyOf(
                                busy -> assertThat(busy).isLessThanOrEqualTo(THREADS),
                                last -> assertThat(last).isEqualTo(9999));
            }
        }
    }

    /** Its answer, which the engine ignores, is still given, so that keys in it are destroyed. */
    @Test
    void what_has_begun_ends_and_is_told() throws InterruptedException {
        try (QuestionWorkers workers = new QuestionWorkers("test-questions")) {
            workers.ask(question(1), answers::add);
            assertThat(begun.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
            workers.withdraw(1);
            released.countDown();
            assertThat(answers.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(new IkeInput.Answered(1, new Answer.EapReply(REPLY)));
        }
    }

    @Test
    void a_question_that_begins_something_after_it_was_withdrawn_has_no_answer() throws InterruptedException {
        CompletableFuture<EapOutcome> server = new CompletableFuture<>();
        EapConversation relay = (message, worker) -> server.thenApplyAsync(
                reply -> {
                    begun.add(1L);
                    return reply;
                },
                worker);
        try (QuestionWorkers workers = new QuestionWorkers("test-questions")) {
            workers.ask(new IkeOutput.Ask(1, new EapMessage(relay, Optional.empty())), answers::add);
            workers.withdraw(1);
            server.complete(REPLY);
            released.countDown();
            workers.ask(question(2), answers::add);
            assertThat(begun.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
        }
        assertThat(List.copyOf(begun)).isEmpty();
    }

    private IkeOutput.Ask question(long id) {
        EapConversation slow = (message, worker) -> CompletableFuture.supplyAsync(
                () -> {
                    begun.add(id);
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return REPLY;
                },
                worker);
        return new IkeOutput.Ask(id, new EapMessage(slow, Optional.empty()));
    }
}
