package io.flexike.ike.session;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Something that an IKE SA has to know before it goes on, and that may take its time: a certificate to be checked, a
 * signature, the next message of EAP. Whoever drives the engine asks it and gives the engine the {@link Answer}.
 */
public sealed interface Question permits CertificateCheck, SignatureRequest, OcspResponseRequest, EapMessage {
    /**
     * Finds the answer.
     *
     * @param worker takes what blocks; tasks of several IKE SAs may run at once
     * @return always completes normally, on any thread; what went wrong is an answer, too
     */
    CompletionStage<Answer> ask(Executor worker);

    /** Whether that is an answer to it; {@link Answer.Unanswered} is one to all. */
    boolean isAnsweredBy(Answer answer);
}
