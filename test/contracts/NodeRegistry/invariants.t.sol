// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {TestStablecoin} from "../../../contracts/test/TestStablecoin.sol";
import {Demand, Quote} from "../../../contracts/types/EvidenceTypes.sol";
import {Node} from "../../../contracts/types/NodeTypes.sol";
import {SlashingTest} from "./SlashingTest.sol";

/// Calls the registry in any order, as operators, thieves and reporters would, and keeps the books of what must be true afterwards.
contract RegistryHandler is SlashingTest {
    uint256 private constant NODES = 3;

    address[] public nodes;
    /// The keys each node ever had, the current one last.
    mapping(address id => Party[]) private _keys;
    Party[] private _free;
    uint64 private _number;

    /// What was slashed beyond bounties: nobody's.
    uint256 public remainder;
    uint256 public slashed;
    uint256 public slashes;
    /// Set when a step saw what must never be.
    string public broken;

    constructor() {
        super.setUp();
        nodes.push(node.at);
        _keys[node.at].push(node);
        for (uint256 i = 1; i < NODES; ++i) {
            Party memory more = party(string.concat("node ", vm.toString(i)));
            _registerAs(OPERATOR, more, STAKE + uint96(i));
            nodes.push(more.at);
            _keys[more.at].push(more);
        }
        for (uint256 i = 0; i < 12; ++i) _free.push(party(string.concat("spare ", vm.toString(i))));
    }

    function setUp() public pure override {}

    function wait(uint256 seed) external {
        vm.warp(block.timestamp + seed % 20 days);
    }

    function topUp(uint256 seed, uint96 amount) external {
        address id = nodes[seed % NODES];
        amount = uint96(1 + amount % 1e15);
        _fund(STRANGER, amount);
        vm.prank(STRANGER);
        registry.topUp(id, amount);
    }

    function rotate(uint256 seed) external {
        if (_free.length == 0) return;
        address id = nodes[seed % NODES];
        Party memory next = _free[_free.length - 1];
        _free.pop();
        uint40 deadline = uint40(block.timestamp);
        bytes memory proof = _proof(next, OPERATOR, deadline);
        vm.prank(OPERATOR);
        registry.rotateKey(id, next.at, deadline, proof);
        _keys[id].push(next);
    }

    function unstake(uint256 seed) external {
        address id = nodes[seed % NODES];
        if (registry.nodeOf(id).unbondingAt != 0) return;
        vm.prank(OPERATOR);
        registry.requestUnstake(id);
    }

    function cancelUnstake(uint256 seed) external {
        address id = nodes[seed % NODES];
        if (registry.nodeOf(id).unbondingAt == 0) return;
        vm.prank(OPERATOR);
        registry.cancelUnstake(id);
    }

    function withdraw(uint256 seed) external {
        address id = nodes[seed % NODES];
        Node memory record = registry.nodeOf(id);
        if (record.unbondingAt == 0 || block.timestamp < record.unbondingAt) return;
        uint256 before = token.balanceOf(PAYOUT);
        registry.withdrawStake(id);
        if (token.balanceOf(PAYOUT) - before != record.bond) broken = "the payout got another sum than the bond";
    }

    /// A fresh fault under any key that the node ever had.
    function slash(uint256 seed) external {
        address id = nodes[seed % NODES];
        Party memory by = _keys[id][(seed / NODES) % _keys[id].length];
        Node memory before = registry.nodeOf(id);
        bool revoked = before.key != by.at;
        bool spent = registry.isSpentKey(by.at);
        Quote memory quote = _quote();
        quote.node = id;
        Demand memory demand = _demand(quote, ++_number, 1_000_000_000, 100_001);
        (bytes memory a, bytes memory b) = (_signed(by, quote), _signed(by, demand));
        uint256 bountyBefore = registry.bountyOf(REPORTER);
        try registry.slashOvercharge(quote, a, demand, b, REPORTER) {
            uint256 taken = before.bond - registry.nodeOf(id).bond;
            uint256 bounty = registry.bountyOf(REPORTER) - bountyBefore;
            if (taken > uint256(before.bond) / 5) broken = "more than a fifth of the bond was taken";
            if (bounty > taken / 5) broken = "the bounty is more than a fifth of the slash";
            if (revoked && (spent || bounty != 0 || taken != uint256(before.bond) / 20)) {
                broken = "a revoked key was slashed for twice, for more than 5%, or with a bounty";
            }
            if (before.lastSlashAt != 0 && block.timestamp < before.lastSlashAt + 1 days) {
                broken = "two slashes within 24 hours";
            }
            slashed += taken;
            remainder += taken - bounty;
            ++slashes;
        } catch {
            bool tooSoon = before.lastSlashAt != 0 && block.timestamp < before.lastSlashAt + 1 days;
            // Of less than 20 units a twentieth is nothing.
            if (!tooSoon && !(revoked && spent) && before.bond >= 20) broken = "good evidence was refused";
        }
    }

    function collect() external {
        if (registry.bountyOf(REPORTER) > 0) registry.collectBounty(REPORTER);
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

    function invariant_R1_TheBalanceIsBondsBountiesAndWhatIsNobodys() external view {
        vm.assertEq(
            token.balanceOf(address(registry)),
            _bonds() + registry.bountyOf(handler.reporter()) + handler.remainder(),
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
