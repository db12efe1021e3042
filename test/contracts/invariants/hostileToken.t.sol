// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ChannelsTest} from "../PaymentChannels/ChannelsTest.sol";
import {HostileToken} from "../tokens/HostileToken.sol";
import {Vm} from "../support/Vm.sol";

/// Makes any call on a token that takes a fee, pauses, blocks any party, answers false or nothing and calls back into any function, whenever it likes. What the
/// contract refuses is refused; whatever it lets pass must keep the books.
contract HostileTokenHandler is ChannelsTest {
    uint256 public constant KINDS = 11;

    HostileToken private hostile;
    Party private funder;
    uint40 private time = NOW;
    uint256 private salts;
    mapping(address payer => uint96) private lastSettled;
    /// Set when a settled figure went down.
    bool public settledShrank;
    /// By kind of call.
    uint256[KINDS] public passed;
    uint256[KINDS] public refused;

    function setUp() public override {
        hostile = new HostileToken();
        _deployOn(hostile);
        _inUse();
        funder = party("funder");
        token.mint(funder.at, 1e15);
        vm.startPrank(funder.at);
        token.approve(address(channels), type(uint256).max);
        channels.deposit(other.at, funder.at, 5_000_000);
        vm.stopPrank();
    }

    // Steps

    function act(uint256 kind, uint256 seed) external {
        vm.warp(time);
        (address from, bytes memory data) = _callOf(kind, seed);
        vm.prank(from);
        (bool done,) = address(channels).call(data);
        if (done) ++passed[kind % KINDS];
        else ++refused[kind % KINDS];
        _look(payer.at);
        _look(other.at);
    }

    function turn(uint256 how, uint256 seed) external {
        how = how % 5;
        if (how == 0) hostile.takeFee(seed % 2 * 50);
        if (how == 1) hostile.pause(seed % 4 == 0);
        if (how == 2) hostile.answerWith(HostileToken.Answer(seed % 3));
        if (how == 3) hostile.block_([OWNER, PAYOUT, SINK, RELAYER, funder.at][seed % 5], seed % 3 == 0);
        if (how == 4) {
            (, bytes memory data) = _callOf(seed, seed >> 8);
            hostile.callBack(address(channels), data);
        }
    }

    function wait(uint40 seconds_) external {
        time += seconds_ % (2 * DAY);
    }

    function _callOf(uint256 kind, uint256 seed) private returns (address from, bytes memory data) {
        kind = kind % KINDS;
        Party memory who = seed % 2 == 0 ? payer : other;
        address owner = seed % 2 == 0 ? OWNER : funder.at;
        uint96 amount = uint96(seed >> 8) % 3_000_000 + 1;
        (uint24 epoch,, uint96 locked, uint96 settled) = channels.channelOf(node.at, who.at);
        address[] memory nodes = new address[](1);
        nodes[0] = node.at;
        if (kind == 0) return (funder.at, abi.encodeCall(channels.deposit, (who.at, owner, amount)));
        if (kind == 1) {
            bytes32 salt = bytes32(++salts);
            bytes memory signature = _authorization(funder, who.at, owner, amount + 1_000, 1_000, salt);
            return (
                RELAYER,
                abi.encodeCall(
                    channels.depositWithAuthorization,
                    (funder.at, who.at, owner, amount + 1_000, 1_000, 0, NOW + DAY, salt, signature)
                )
            );
        }
        if (kind == 2) return (STRANGER, abi.encodeCall(channels.settle, (node.at, _voucher(who, node.at, settled + amount))));
        if (kind == 3) return (STRANGER, abi.encodeCall(channels.settleAndCollect, (node.at, _voucher(who, node.at, settled + amount))));
        if (kind == 4) return (STRANGER, abi.encodeCall(channels.collect, (node.at)));
        if (kind == 5) return (STRANGER, abi.encodeCall(channels.collectFees, (nodes)));
        if (kind == 6) return (owner, abi.encodeCall(channels.requestWithdraw, (who.at, amount)));
        if (kind == 7) return (RELAYER, abi.encodeCall(channels.withdraw, (who.at)));
        if (kind == 8) {
            bytes memory item = _reservation(who, node.at, settled + locked + amount, time + 5 * DAY, epoch);
            return (STRANGER, abi.encodeCall(channels.reserve, (item)));
        }
        if (kind == 9) return (OPERATOR, abi.encodeCall(channels.release, (node.at, abi.encodePacked(who.at))));
        return (STRANGER, abi.encodeCall(channels.reclaim, (node.at, abi.encodePacked(who.at))));
    }

    function _look(address of_) private {
        (,,, uint96 settled) = channels.channelOf(node.at, of_);
        if (settled < lastSettled[of_]) settledShrank = true;
        lastSettled[of_] = settled;
    }

    // What the invariants ask

    function owed() public view returns (uint256 sum) {
        (uint96 credit, uint96 fee) = channels.earnedOf(node.at);
        sum = uint256(credit) + fee;
        address[2] memory payers = [payer.at, other.at];
        for (uint256 i = 0; i < 2; ++i) {
            (uint96 available,) = channels.accountOf(payers[i]);
            (,, uint96 locked,) = channels.channelOf(node.at, payers[i]);
            sum += uint256(available) + locked;
        }
    }

    function balance() public view returns (uint256) {
        return token.balanceOf(address(channels));
    }

    /// The token behaves again, and everybody leaves.
    function everybodyLeaves() external {
        hostile.takeFee(0);
        hostile.pause(false);
        hostile.answerWith(HostileToken.Answer.True);
        hostile.callBack(address(0), "");
        address[5] memory parties = [OWNER, PAYOUT, SINK, RELAYER, funder.at];
        for (uint256 i = 0; i < 5; ++i) hostile.block_(parties[i], false);
        vm.warp(time + 40 * DAY);
        channels.reclaim(node.at, abi.encodePacked(payer.at, other.at));
        address[2] memory payers = [payer.at, other.at];
        for (uint256 i = 0; i < 2; ++i) {
            (uint96 available, address owner) = channels.accountOf(payers[i]);
            if (available == 0) continue;
            vm.prank(owner);
            channels.requestWithdraw(payers[i], available);
            vm.warp(block.timestamp + DAY);
            channels.withdraw(payers[i]);
        }
        channels.collect(node.at);
        address[] memory nodes = new address[](1);
        nodes[0] = node.at;
        channels.collectFees(nodes);
    }
}

/// T1 to T3 of README.md: what the token does, whenever it does it, is nobody's loss but its own holders'.
contract HostileTokenInvariants {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    HostileTokenHandler private handler;

    function setUp() public {
        handler = new HostileTokenHandler();
        handler.setUp();
    }

    function targetContracts() public view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory list) {
        bytes4[] memory selectors = new bytes4[](3);
        selectors[0] = handler.act.selector;
        selectors[1] = handler.turn.selector;
        selectors[2] = handler.wait.selector;
        list = new FuzzSelector[](1);
        list[0] = FuzzSelector(address(handler), selectors);
    }

    /// Invariants of calls that are all refused would hold of themselves: one fixed history in which each kind passes, and what moves tokens is refused as well.
    function test_everyKindOfCallPassesSomewhere() public {
        for (uint256 i = 0; i < 600; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("step", i)));
            if (i % 4 == 3) handler.turn(seed >> 8, seed >> 16);
            else handler.act(seed >> 8, seed >> 16);
            if (i % 10 == 9) handler.wait(uint40(seed));
        }
        for (uint256 kind = 0; kind < handler.KINDS(); ++kind) {
            vm.assertTrue(handler.passed(kind) > 0, string.concat("passed: ", vm.toString(kind)));
        }
        // Deposits, by authorization too, and withdrawals: settling, reserving and collecting go on whatever the token does.
        vm.assertTrue(handler.refused(0) > 0 && handler.refused(1) > 0 && handler.refused(7) > 0, "refused");
        vm.assertEq(handler.balance(), handler.owed(), "balance and what is owed");
        vm.assertTrue(!handler.settledShrank(), "a settled figure shrank");
        handler.everybodyLeaves();
        vm.assertEq(handler.balance(), 0, "balance");
    }

    function invariant_T1_solvency() public view {
        vm.assertEq(handler.balance(), handler.owed(), "balance and what is owed");
    }

    function invariant_T2_settledOnlyGrows() public view {
        vm.assertTrue(!handler.settledShrank(), "a settled figure shrank");
    }

    function invariant_T3_onceItBehavesEverybodyLeaves() public {
        handler.everybodyLeaves();
        vm.assertEq(handler.owed(), 0, "owed");
        vm.assertEq(handler.balance(), 0, "balance");
    }
}
