package dev.assay.cli.stack;

import dev.assay.processes.ChildProcess;

/**
 * A part of the stack that runs.
 *
 * @param stop ends it in its own way and returns when it has ended
 */
record Running(ChildProcess process, Runnable stop) {}
