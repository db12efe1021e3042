// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {TestStablecoin} from "../../../contracts/test/TestStablecoin.sol";
import {Demand, Quote} from "../../../contracts/types/EvidenceTypes.sol";
import {Node} from "../../../contracts/types/NodeTypes.sol";
import {HostileToken} from "./HostileToken.sol";
import {SlashingTest} from "./SlashingTest.sol";

/// Calls the registry in any order, as operators, thieves and reporters would, on a token that takes fees, blocks parties and answers false when it likes, and keeps the
/// books of what must be true afterwards.
contract RegistryHandler is SlashingTest {
    uint256 private constant MOST_NODES = 5;

    HostileToken private _hostile;
    address[] public nodes;
    /// The keys each node ever had, the current one last.
    mapping(address id => Party[]) private _keys;
    Party[] private _free;
    uint64 private _number;

    /// What was slashed beyond bounties: nobody's.
    uint256 public remainder;
    /// What the token held back of payouts, as its fee.
    uint256 public heldBack;
    uint256 public slashed;
    uint256 public slashes;
    /// How often each kind of step went through.
    mapping(string step => uint256) public did;
    /// Set when a step saw what must never be.
    string public broken;

    constructor() {
        _hostile = new HostileToken();
        _deploy(_hostile);
        _register();
        nodes.push(node.at);
        _keys[node.at].push(node);
        for (uint256 i = 1; i < 3; ++i) {
            Party memory more = party(string.concat("node ", vm.toString(i)));
            _registerAs(OPERATOR, more, STAKE + uint96(i));
            nodes.push(more.at);
            _keys[more.at].push(more);
        }
        for (uint256 i = 0; i < 16; ++i) _free.push(party(string.concat("spare ", vm.toString(i))));
    }

    function setUp() public pure override {}

    function wait(uint256 seed) external {
        vm.warp(block.timestamp + seed % 20 days);
    }

    function topUp(uint256 seed, uint96 amount) external {
        address id = nodes[seed % nodes.length];
        amount = uint96(1 + amount % 1e15);
        _fund(STRANGER, amount);
        vm.prank(STRANGER);
        try registry.topUp(id, amount) {
            ++did["topUp"];
        } catch {}
    }

    function rotate(uint256 seed) external {
        if (_free.length == 0) return;
        address id = nodes[seed % nodes.length];
        Party memory next = _free[_free.length - 1];
        _free.pop();
        uint40 deadline = uint40(block.timestamp);
        bytes memory proof = _proof(next, OPERATOR, deadline);
        vm.prank(OPERATOR);
        registry.rotateKey(id, next.at, deadline, proof);
        _keys[id].push(next);
        ++did["rotate"];
    }

    function register(uint96 more) external {
        if (_free.length == 0 || nodes.length == MOST_NODES) return;
        Party memory next = _free[_free.length - 1];
        uint96 stake = MINIMUM + more % 1e9;
        uint40 deadline = uint40(block.timestamp);
        _fund(OPERATOR, stake);
        bytes memory proof = _proof(next, OPERATOR, deadline);
        vm.prank(OPERATOR);
        try registry.register(next.at, PAYOUT, stake, FLOOR, deadline, proof) {
            _free.pop();
            nodes.push(next.at);
            _keys[next.at].push(next);
            ++did["register"];
        } catch {}
    }

    function proposePayout(uint256 seed) external {
        vm.prank(OPERATOR);
        registry.proposePayout(nodes[seed % nodes.length], seed % 2 == 0 ? NEW_PAYOUT : PAYOUT);
        ++did["proposePayout"];
    }

    /// Ends a proposal one way or the other. It counts seven days after it was made and not before.
    function endProposal(uint256 seed) external {
        address id = nodes[seed % nodes.length];
        Node memory record = registry.nodeOf(id);
        if (record.pendingPayout == address(0)) return;
        uint256 how = (seed >> 8) % 4;
        if (how == 0) {
            vm.prank(record.payout);
            registry.vetoPayout(id);
            ++did["vetoPayout"];
        } else if (how == 1) {
            vm.prank(OPERATOR);
            registry.cancelPayout(id);
            ++did["cancelPayout"];
        } else {
            bool ripe = block.timestamp >= record.payoutReadyAt;
            try registry.applyPayout(id) {
                if (!ripe) broken = "a payout changed before its seven days";
                ++did["applyPayout"];
            } catch {
                if (ripe) broken = "a ripe payout was refused";
            }
        }
        bool changed = registry.payoutOf(id) != record.payout;
        if (changed && (how < 2 || registry.payoutOf(id) != record.pendingPayout)) broken = "another payout than was proposed";
    }

    /// What the token does from now on.
    function turnToken(uint256 seed) external {
        address[4] memory parties = [address(0), PAYOUT, NEW_PAYOUT, REPORTER];
        _hostile.blockAccount(parties[seed % 4]);
        _hostile.answerFalse((seed >> 8) % 4 == 0);
        _hostile.takeFee((seed >> 16) % 4 == 0 ? 1 : 0);
    }

    function unstake(uint256 seed) external {
        address id = nodes[seed % nodes.length];
        if (registry.nodeOf(id).unbondingAt != 0) return;
        vm.prank(OPERATOR);
        registry.requestUnstake(id);
        ++did["requestUnstake"];
    }

    function cancelUnstake(uint256 seed) external {
        address id = nodes[seed % nodes.length];
        if (registry.nodeOf(id).unbondingAt == 0) return;
        vm.prank(OPERATOR);
        registry.cancelUnstake(id);
        ++did["cancelUnstake"];
    }

    function withdraw(uint256 seed) external {
        address id = nodes[seed % nodes.length];
        Node memory record = registry.nodeOf(id);
        if (record.unbondingAt == 0 || block.timestamp < record.unbondingAt) return;
        (uint256 mine, uint256 payouts) = (token.balanceOf(address(registry)), token.balanceOf(record.payout));
        try registry.withdrawStake(id) {
            uint256 fee = _feeOf(record.bond);
            if (mine - token.balanceOf(address(registry)) != record.bond - fee) broken = "another sum than the bond left";
            if (token.balanceOf(record.payout) - payouts != record.bond - fee) broken = "the payout got another sum than the bond";
            ++did["withdrawStake"];
        } catch {
            if (registry.nodeOf(id).bond != record.bond) broken = "a refused withdrawal took the bond";
        }
    }

    /// A fresh fault of any kind under any key that the node ever had.
    function slash(uint256 seed) external {
        address id = nodes[seed % nodes.length];
        Party memory by = _keys[id][(seed / nodes.length) % _keys[id].length];
        Node memory before = registry.nodeOf(id);
        bool revoked = before.key != by.at;
        bool spent = registry.isSpentKey(by.at);
        bool tooSoon = before.lastSlashAt != 0 && block.timestamp < before.lastSlashAt + 1 days;
        uint256 bountyBefore = registry.bountyOf(REPORTER);
        if (_report(id, by, (seed >> 128) % 3)) {
            uint256 taken = before.bond - registry.nodeOf(id).bond;
            uint256 bounty = registry.bountyOf(REPORTER) - bountyBefore;
            if (taken > uint256(before.bond) / 5) broken = "more than a fifth of the bond was taken";
            if (bounty > taken / 5) broken = "the bounty is more than a fifth of the slash";
            if (revoked && (spent || bounty != 0 || taken != uint256(before.bond) / 20)) {
                broken = "a revoked key was slashed for twice, for more than 5%, or with a bounty";
            }
            if (tooSoon) broken = "two slashes within 24 hours";
            slashed += taken;
            remainder += taken - bounty;
            ++slashes;
        } else {
            // Of less than 20 units a twentieth is nothing.
            if (!tooSoon && !(revoked && spent) && before.bond >= 20) broken = "good evidence was refused";
        }
    }

    /// F1, F2 or F3, none of it reported before.
    function _report(address id, Party memory by, uint256 fault) private returns (bool done) {
        Quote memory quote = _quote();
        quote.node = id;
        uint64 sequence = _number += 2;
        if (fault == 0) {
            Demand memory demand = _demand(quote, sequence, 1_000_000_000, 100_001);
            (bytes memory a, bytes memory b) = (_signed(by, quote), _signed(by, demand));
            try registry.slashOvercharge(quote, a, demand, b, REPORTER) {
                ++did["F1"];
                done = true;
            } catch {}
            return done;
        }
        Demand memory one = _demand(quote, sequence, 2_000, 50);
        Demand memory other = _demand(quote, fault == 1 ? sequence : sequence + 1, 1_000, 50);
        bytes[3] memory signatures = [_signed(by, quote), _signed(by, one), _signed(by, other)];
        try registry.slashContradiction(quote, signatures[0], one, signatures[1], other, signatures[2], REPORTER) {
            ++did[fault == 1 ? "F2" : "F3"];
            done = true;
        } catch {}
    }

    /// What the token holds back of a payout of so much: it stays with the registry, beyond what the books say.
    function _feeOf(uint256 amount) private returns (uint256 fee) {
        fee = amount == 0 ? 0 : _hostile.feeUnits();
        heldBack += fee;
    }

    function collect() external {
        uint96 bounty = registry.bountyOf(REPORTER);
        if (bounty == 0) return;
        try registry.collectBounty(REPORTER) {
            _feeOf(bounty);
            ++did["collectBounty"];
        } catch {
            if (registry.bountyOf(REPORTER) != bounty) broken = "a refused bounty is gone";
        }
    }

    function count() external view returns (uint256) {
        return nodes.length;
    }

    function registryOf() external view returns (INodeRegistry) {
        return registry;
    }

    function tokenOf() external view returns (TestStablecoin) {
        return token;
    }

    function reporter() external pure returns (address) {
        return REPORTER;
    }
}

/// R1 to R4 of test/contracts/invariants/README.md.
contract RegistryInvariants is SlashingTest {
    RegistryHandler private handler;

    function setUp() public override {
        handler = new RegistryHandler();
        registry = handler.registryOf();
        token = handler.tokenOf();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function _bonds() private view returns (uint256 sum) {
        for (uint256 i = 0; i < handler.count(); ++i) sum += registry.nodeOf(handler.nodes(i)).bond;
    }

    /// Steps that never went through would leave nothing to hold: one fixed history in which each does.
    function test_everyStepGoesThroughSomewhere() external {
        for (uint256 i = 0; i < 800; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("step", i)));
            uint256 kind = seed % 12;
            seed >>= 8;
            if (kind == 0) handler.wait(seed);
            if (kind == 1) handler.topUp(seed, uint96(seed >> 100));
            if (kind == 2) handler.rotate(seed);
            if (kind == 3) handler.register(uint96(seed));
            if (kind == 4) handler.proposePayout(seed);
            if (kind == 5) handler.endProposal(seed);
            if (kind == 6) handler.turnToken(seed);
            if (kind == 7) handler.unstake(seed);
            if (kind == 8 && i % 3 == 0) handler.cancelUnstake(seed);
            if (kind == 9) handler.withdraw(seed);
            if (kind == 10) handler.slash(seed);
            if (kind == 11) handler.collect();
        }
        string[14] memory steps = [
            "topUp",
            "rotate",
            "register",
            "proposePayout",
            "vetoPayout",
            "cancelPayout",
            "applyPayout",
            "requestUnstake",
            "cancelUnstake",
            "withdrawStake",
            "F1",
            "F2",
            "F3",
            "collectBounty"
        ];
        for (uint256 i = 0; i < steps.length; ++i) vm.assertTrue(handler.did(steps[i]) > 0, steps[i]);
        vm.assertEq(handler.broken(), "", "what was broken");
    }

    function invariant_R1_TheBalanceIsBondsBountiesAndWhatIsNobodys() external view {
        vm.assertEq(
            token.balanceOf(address(registry)),
            _bonds() + registry.bountyOf(handler.reporter()) + handler.remainder() + handler.heldBack(),
            "balance of the registry"
        );
    }

    function invariant_R2_EachStepKeepsItsRule() external view {
        vm.assertEq(handler.broken(), "", "what was broken");
    }

    function invariant_R3_CountersCountEverySlash() external view {
        uint256 sum = 0;
        for (uint256 i = 0; i < handler.count(); ++i) sum += registry.nodeOf(handler.nodes(i)).slashes;
        vm.assertEq(sum, handler.slashes(), "slashes");
    }

    function invariant_R4_ActiveIsBondAndNotUnbonding() external view {
        for (uint256 i = 0; i < handler.count(); ++i) {
            Node memory record = registry.nodeOf(handler.nodes(i));
            vm.assertTrue(
                registry.isActive(handler.nodes(i)) == (record.bond >= MINIMUM && record.unbondingAt == 0), "active"
            );
        }
    }
}
