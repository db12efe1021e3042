// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {TestStablecoin} from "../../../contracts/test/TestStablecoin.sol";

/// A token that does whatever a token should not, one switch each.
contract HostileToken is TestStablecoin {
    enum Answer {
        True,
        False,
        Nothing
    }

    uint256 public feeBps;
    bool public paused;
    Answer public answer;
    mapping(address account => bool) public blocked;
    address private _hookTarget;
    bytes private _hookCall;
    bool public hookSucceeded;
    bytes public hookAnswer;

    error Paused();
    error Blocked(address account);

    function takeFee(uint256 bps) external {
        feeBps = bps;
    }

    function pause(bool on) external {
        paused = on;
    }

    function block_(address account, bool on) external {
        blocked[account] = on;
    }

    function answerWith(Answer answer_) external {
        answer = answer_;
    }

    /// Before the next transfer moves anything, calls `target`, once.
    function callBack(address target, bytes calldata data) external {
        (_hookTarget, _hookCall) = (target, data);
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        if (answer == Answer.False) {
            _hook();
            return false;
        }
        super.transfer(to, value);
        return _answer();
    }

    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        if (answer == Answer.False) return false;
        super.transferFrom(from, to, value);
        return _answer();
    }

    function _answer() private view returns (bool) {
        if (answer == Answer.True) return true;
        assembly ("memory-safe") {
            return(0, 0)
        }
    }

    function _hook() private {
        address target = _hookTarget;
        if (target == address(0)) return;
        _hookTarget = address(0);
        (hookSucceeded, hookAnswer) = target.call(_hookCall);
    }

    function _update(address from, address to, uint256 value) internal override {
        if (paused) revert Paused();
        if (blocked[from]) revert Blocked(from);
        if (blocked[to]) revert Blocked(to);
        if (from != address(0)) _hook();
        uint256 fee = from == address(0) ? 0 : value * feeBps / 10_000;
        if (fee > 0) super._update(from, address(0xfee5), fee);
        super._update(from, to, value - fee);
    }
}
