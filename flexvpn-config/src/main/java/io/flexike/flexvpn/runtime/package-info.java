/** Joins the IKE engine to the data plane: the only place that knows both. */
package io.flexike.flexvpn.runtime;
