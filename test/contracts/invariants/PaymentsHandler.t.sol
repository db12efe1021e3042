// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ChannelsTest} from "../PaymentChannels/ChannelsTest.sol";

/// Makes any call that a party can make, with arguments that reach every rule, and keeps its own account of what was signed and moved. No call of it may revert.
contract PaymentsHandler is ChannelsTest {
    struct Signed {
        uint96 ceiling;
        uint40 expiresAt;
        uint24 epoch;
    }

    Party[3] private payers;
    Party[2] private nodes;
    /// What each payer signed to each node, for ever.
    mapping(address node => mapping(address payer => Signed[])) private signed;
    mapping(address node => mapping(address payer => uint96)) private lastSettled;

    uint40 public time = NOW;
    uint256 public deposited;
    uint256 public withdrawn;
    mapping(address node => uint256) public collected;
    mapping(address node => uint256) public feesCollected;
    /// Set when a channel's settled figure went down.
    bool public settledShrank;

    function setUp() public override {
        super.setUp();
        payers[0] = payer;
        payers[1] = other;
        payers[2] = party("third payer");
        // The second id is never registered: its credit stays.
        nodes[0] = node;
        nodes[1] = party("unregistered node");
    }

    /// Every step ends here: time stands where the handler says, and no channel went back.
    modifier step() {
        vm.warp(time);
        _;
        for (uint256 i = 0; i < 6; ++i) {
            (address at, address from) = channelAt(i);
            (,,, uint96 settled) = channels.channelOf(at, from);
            if (settled < lastSettled[at][from]) settledShrank = true;
            lastSettled[at][from] = settled;
        }
    }

    // Steps

    function deposit(uint256 who, uint96 amount) external step {
        amount = amount % 1e9 + 1;
        deposited += amount;
        _fund(payers[who % 3].at, amount);
    }

    function reserve(uint256 who, uint256 where, uint96 more, uint40 ahead, uint24 epoch, uint256 twist) external step {
        Party memory from = payers[who % 3];
        address at = nodes[where % 2].at;
        (uint24 epochNow, uint40 expiresNow, uint96 locked, uint96 settled) = channels.channelOf(at, from.at);
        uint96 ceiling = settled + locked + more % 1e9;
        uint40 expiresAt = time + 1 + ahead % (30 * DAY);
        // Mostly what an honest client would sign; now and then a lower ceiling, an earlier expiry, another epoch, or an old one again.
        if (twist % 8 == 0) ceiling = more % 1e9;
        else if (twist % 8 > 2 && expiresAt < expiresNow) expiresAt = expiresNow;
        epoch = twist % 8 == 1 ? epoch % 4 : epochNow;
        signed[at][from.at].push(Signed(ceiling, expiresAt, epoch));
        Signed[] storage all = signed[at][from.at];
        Signed memory old = all[twist % all.length];
        channels.reserve(
            bytes.concat(
                _reservation(from, at, old.ceiling, old.expiresAt, old.epoch),
                _reservation(from, at, ceiling, expiresAt, epoch)
            )
        );
    }

    function settle(uint256 who, uint256 where, uint96 more, uint96 less, bool andCollect) external step {
        Party memory from = payers[who % 3];
        Party memory second = payers[(who / 3) % 3];
        address at = nodes[where % 2].at;
        uint96 next = lastSettled[at][from.at] + more % 5e8;
        bytes memory items = bytes.concat(
            _voucher(from, at, next),
            _voucher(second, at, less % 1e9),
            _voucher(from, at, next / 2),
            _voucher(second, at, lastSettled[at][second.at] + less % 1e6)
        );
        if (!andCollect) {
            channels.settle(at, items);
            return;
        }
        uint256 before = token.balanceOf(PAYOUT);
        channels.settleAndCollect(at, items);
        collected[at] += token.balanceOf(PAYOUT) - before;
    }

    function release(uint256 mask) external step {
        vm.prank(mask % 2 == 0 ? OPERATOR : node.at);
        channels.release(node.at, _some(mask));
    }

    function reclaim(uint256 where, uint256 mask) external step {
        channels.reclaim(nodes[where % 2].at, _some(mask));
    }

    function requestByOwner(uint256 who, uint96 amount) external step {
        address of_ = payers[who % 3].at;
        (uint96 available, address owner) = channels.accountOf(of_);
        if (owner == address(0)) return;
        vm.prank(OWNER);
        channels.requestWithdraw(of_, amount % (available + 1));
    }

    function requestByPayer(uint256 who, uint96 amount) external step {
        Party memory by = payers[who % 3];
        (uint96 available,) = channels.accountOf(by.at);
        (uint24 nonce, uint40 readyAt,,) = channels.requestOf(by.at);
        if (available == 0 || readyAt != 0) return;
        amount = amount % available + 1;
        uint96 relayFee = amount / 3 < MAX_RELAY_FEE ? amount / 3 : MAX_RELAY_FEE;
        bytes memory signature = _withdrawSignature(by, by.at, amount, relayFee, nonce, time);
        channels.requestWithdrawSigned(by.at, amount, relayFee, nonce, time, signature);
    }

    function withdraw(uint256 who) external step {
        address of_ = payers[who % 3].at;
        (, uint40 readyAt,,) = channels.requestOf(of_);
        if (readyAt == 0 || readyAt > time) return;
        (uint96 before,) = channels.accountOf(of_);
        vm.prank(RELAYER);
        channels.withdraw(of_);
        (uint96 available,) = channels.accountOf(of_);
        withdrawn += before - available;
    }

    function collect(uint256 where) external step {
        address at = nodes[where % 2].at;
        uint256 before = token.balanceOf(PAYOUT);
        channels.collect(at);
        collected[at] += token.balanceOf(PAYOUT) - before;
    }

    function collectFees(uint256 where) external step {
        address[] memory list = new address[](1);
        list[0] = nodes[where % 2].at;
        uint256 before = token.balanceOf(SINK);
        channels.collectFees(list);
        feesCollected[list[0]] += token.balanceOf(SINK) - before;
    }

    function wait(uint40 seconds_) external step {
        time += seconds_ % (3 * DAY);
    }

    function _some(uint256 mask) private view returns (bytes memory list) {
        list = abi.encodePacked(payers[mask % 3].at);
        for (uint256 i = 0; i < 3; ++i) {
            if ((mask >> (8 + i)) % 2 == 1) list = bytes.concat(list, abi.encodePacked(payers[i].at));
        }
    }

    // What the invariants ask

    function channelAt(uint256 index) public view returns (address at, address from) {
        return (nodes[index % 2].at, payers[index / 2].at);
    }

    function contractsUnderTest() external view returns (address, address) {
        return (address(channels), address(token));
    }

    function payerAt(uint256 index) external view returns (address) {
        return payers[index].at;
    }

    function nodeAt(uint256 index) external view returns (address) {
        return nodes[index].at;
    }

    /// Whether one reservation that the payer signed allows this lock: what is settled and locked together stays within its ceiling.
    function allowed(address at, address from, uint256 promised, uint40 expiresAt, uint24 epoch)
        external
        view
        returns (bool)
    {
        Signed[] storage all = signed[at][from];
        for (uint256 i = 0; i < all.length; ++i) {
            if (all[i].epoch == epoch && all[i].expiresAt == expiresAt && promised <= all[i].ceiling) return true;
        }
        return false;
    }

    function voucher(uint256 index, uint96 cumulative) external view returns (bytes memory) {
        return _voucher(payers[index / 2], nodes[index % 2].at, cumulative);
    }
}
