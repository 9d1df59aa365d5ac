/**
 * The data plane between two network namespaces, beside other tunnels in user space: the ends that
 * {@code benchmarks/tunnel.sh} starts, and what it prints and draws of the measurements.
 */
@org.jspecify.annotations.NullMarked
package io.flexike.benchmarks.tunnel;
