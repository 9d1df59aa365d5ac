package io.flexike.ike.session;

import io.flexike.ike.certificate.OcspResponses;
import io.flexike.ike.certificate.OwnCertificate;
import io.flexike.ike.certificate.Trustpoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** The OCSP response about a certificate of ours for which a peer has asked (RFC 4806). */
public record OcspResponseRequest(OcspResponses responses, Trustpoint trustpoint, OwnCertificate certificate)
        implements Question {
    @Override
    public CompletionStage<Answer> ask(Executor worker) {
        try {
            return CompletableFuture.supplyAsync(this::answer, worker);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new Answer.Unanswered("too much is being fetched"));
        }
    }

    @Override
    public boolean isAnsweredBy(Answer answer) {
        return answer instanceof Answer.OcspResponse || answer instanceof Answer.Unanswered;
    }

    private Answer answer() {
        try {
            return new Answer.OcspResponse(responses.of(trustpoint, certificate));
        } catch (RuntimeException e) {
            return new Answer.Unanswered(
                    "the source of OCSP responses threw " + e.getClass().getName());
        }
    }
}
