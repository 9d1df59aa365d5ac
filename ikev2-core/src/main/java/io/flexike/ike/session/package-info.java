/**
 * What an engine is told about a peer and what it tells of sessions: profiles, authorization, Child SAs, events,
 * snapshots.
 */
package io.flexike.ike.session;
