/**
 * A real Kafka broker and a real PostgreSQL without Docker, root or an installation: for the stack
 * on one machine and for tests. Both are processes of their own and keep their data between starts.
 */
@NullMarked
package dev.assay.embedded;

import org.jspecify.annotations.NullMarked;
