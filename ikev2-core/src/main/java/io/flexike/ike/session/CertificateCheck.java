package io.flexike.ike.session;

import io.flexike.ike.certificate.CertificateProgress;
import io.flexike.ike.certificate.CertificateQuestion;
import io.flexike.ike.certificate.CertificateTrust;
import io.flexike.ike.certificate.Lookup;
import io.flexike.ike.certificate.Lookups;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Whether the certificates of a peer are to be trusted.
 *
 * @param oldest how old may be at most what was fetched for other checks; as old as it is valid if it is not said
 */
public record CertificateCheck(CertificateTrust trust, CertificateQuestion question, Optional<Duration> oldest)
        implements Question {
    private static final Answer TOO_MUCH = new Answer.Unanswered("too much is being fetched for other certificates");

    /** With whatever is still valid. */
    public CertificateCheck(CertificateTrust trust, CertificateQuestion question) {
        this(trust, question, Optional.empty());
    }

    @Override
    public boolean isAnsweredBy(Answer answer) {
        return answer instanceof Answer.Checked || answer instanceof Answer.Unanswered;
    }

    /** Asks, and looks everything up on the same thread. */
    @Override
    public CompletionStage<Answer> ask(Executor worker) {
        return ask(worker, (lookup, then) -> {
            lookup.run();
            then.run();
        });
    }

    /**
     * Asks without a worker that waits for servers.
     *
     * @param worker computes
     * @param lookups waits
     */
    public CompletionStage<Answer> ask(Executor worker, LookupQueue lookups) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        proceed(oldest.map(Lookups::notOlderThan).orElseGet(Lookups::new), worker, lookups, answer);
        return answer;
    }

    private void proceed(Lookups found, Executor worker, LookupQueue lookups, CompletableFuture<Answer> answer) {
        try {
            worker.execute(() -> attempt(found, worker, lookups, answer));
        } catch (RejectedExecutionException e) {
            answer.complete(new Answer.Unanswered("too many certificates wait to be checked"));
        }
    }

    private void attempt(Lookups found, Executor worker, LookupQueue lookups, CompletableFuture<Answer> answer) {
        try {
            CertificateProgress progress = trust.proceed(question, found);
            if (progress instanceof CertificateProgress.Decided decided) {
                answer.complete(new Answer.Checked(decided.verdict()));
            } else if (progress instanceof CertificateProgress.Waits waits) {
                lookups.enqueue(waits.lookup(), () -> goOn(waits.lookup(), found, worker, lookups, answer));
            }
        } catch (RejectedExecutionException e) {
            answer.complete(TOO_MUCH);
        } catch (RuntimeException e) {
            answer.complete(new Answer.Unanswered("the check of a certificate threw " + e));
        } catch (Error e) {
            answer.complete(new Answer.Unanswered(
                    "the check of a certificate threw " + e.getClass().getName()));
            throw e;
        }
    }

    /** Overload of ours is no reason to do without what was to be looked up. */
    private void goOn(
            Lookup lookup, Lookups found, Executor worker, LookupQueue lookups, CompletableFuture<Answer> answer) {
        if (lookup.isStarved()) {
            answer.complete(TOO_MUCH);
        } else {
            proceed(found, worker, lookups, answer);
        }
    }
}
