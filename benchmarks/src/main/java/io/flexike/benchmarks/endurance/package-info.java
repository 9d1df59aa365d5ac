/**
 * Two gateways that rekey all the time under full load, and an account of every packet between them.
 *
 * <p>{@code benchmarks/endurance.sh} in the root of the project, as root.
 */
@org.jspecify.annotations.NullMarked
package io.flexike.benchmarks.endurance;
