package io.flexike.flexvpn.interop;

import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Reads {@link RequiresHost} and decides between running, skipping with a reason, and failing. */
final class HostCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<Requirement> wanted = context.getElement().stream()
                .flatMap(HostCondition::requirements)
                .toList();
        ConditionEvaluationResult result = decide(
                context.getDisplayName(),
                wanted.stream()
                        .map(Requirement::missing)
                        .flatMap(Optional::stream)
                        .toList(),
                "true".equalsIgnoreCase(System.getenv("CI")));
        if (result.isDisabled()) {
            // the console of the build says only "Skipped" and leaves the reason to its report
            result.getReason().ifPresent(System.err::println);
        }
        return result;
    }

    static ConditionEvaluationResult decide(String test, List<String> missing, boolean mustRun) {
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("everything is present");
        }
        String reason = missing.stream().collect(Collectors.joining("; ", test + " did not run: ", "."));
        if (mustRun) {
            throw new AssertionError(reason + " With CI=true it must run.");
        }
        return ConditionEvaluationResult.disabled(reason);
    }

    private static Stream<Requirement> requirements(AnnotatedElement element) {
        return Stream.ofNullable(element.getAnnotation(RequiresHost.class)).flatMap(it -> Stream.of(it.value()));
    }
}
