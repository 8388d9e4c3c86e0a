// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.child.Child;

/** Keeps processors busy until its parent ends it, or is gone. */
final class BusyMain {
  /** Written to standard output when all threads run. */
  static final int STARTED = 'b';

  private BusyMain() {}

  /**
   * @param args number of threads
   */
  public static void main(String[] args) {
    Child.endWithParent(System.in);
    for (int i = 0; i < Integer.parseInt(args[0]); i++) {
      new Thread(
              () -> {
                while (true) {
                  Thread.onSpinWait();
                }
              })
          .start();
    }
    System.out.write(STARTED);
    System.out.flush();
  }
}
