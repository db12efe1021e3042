// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {TestStablecoin} from "../../../contracts/test/TestStablecoin.sol";

/// A dollar that can be told to misbehave: take a fee, answer false, block an account, or call somebody in the middle of a transfer.
contract HostileToken is TestStablecoin {
    uint256 public feeUnits;
    bool public answersFalse;
    address public blocked;
    address public callee;
    bytes public call;
    bool public calledBack;
    bytes public answer;

    error Blocked(address account);

    function takeFee(uint256 units) external {
        feeUnits = units;
    }

    function answerFalse(bool yes) external {
        answersFalse = yes;
    }

    function blockAccount(address account) external {
        blocked = account;
    }

    /// From now on every transfer calls `target` first; whether that worked, and its answer, are kept.
    function callBack(address target, bytes calldata data) external {
        callee = target;
        call = data;
    }

    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        if (answersFalse) return false;
        return super.transferFrom(from, to, value);
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        if (answersFalse) return false;
        return super.transfer(to, value);
    }

    function _update(address from, address to, uint256 value) internal override {
        if (blocked != address(0) && (from == blocked || to == blocked)) revert Blocked(blocked);
        if (callee != address(0) && from != address(0)) (calledBack, answer) = callee.call(call);
        bool charged = feeUnits > 0 && from != address(0);
        super._update(from, to, charged ? value - feeUnits : value);
    }
}
